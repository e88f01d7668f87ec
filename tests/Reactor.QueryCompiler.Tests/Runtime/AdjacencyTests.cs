using CsCheck;
using Reactor.QueryRuntime.Storage;

namespace Reactor.QueryCompiler.Tests.Runtime;

public sealed class AdjacencyTests
{
    private const int Nodes = 5;
    private const int Types = 2;

    [Fact]
    public void Lists_hold_the_linked_relations_apart_by_type_and_direction()
    {
        var step = Gen.Select(Gen.Int[0, 12], Gen.Int[0, Types - 1], Gen.Int[0, Nodes - 1], Gen.Int[0, Nodes - 1]);
        step.Array[0, 300].Sample(
            steps =>
            {
                var links = new Adjacency(Types);
                for (var node = 0; node < Nodes; node++)
                {
                    links.EnsureNode(node);
                }

                var expected = new Dictionary<int, (int Type, int Start, int End)>();
                foreach (var (relation, type, start, end) in steps)
                {
                    if (expected.Remove(relation, out var old))
                    {
                        links.Unlink(relation, old.Type, old.Start, old.End);
                    }
                    else
                    {
                        links.Link(relation, type, start, end);
                        expected.Add(relation, (type, start, end));
                    }
                }

                for (var node = 0; node < Nodes; node++)
                {
                    for (var type = 0; type < Types; type++)
                    {
                        Walk(links.FirstOut(node, type), links.NextOut).Should().BeEquivalentTo(
                            expected.Where(entry => entry.Value.Type == type && entry.Value.Start == node).Select(entry => entry.Key));
                        Walk(links.FirstIn(node, type), links.NextIn).Should().BeEquivalentTo(
                            expected.Where(entry => entry.Value.Type == type && entry.Value.End == node).Select(entry => entry.Key));
                    }
                }
            },
            iter: 100);
    }

    private static List<int> Walk(int first, Func<int, int> next)
    {
        var found = new List<int>();
        for (var relation = first; relation != Adjacency.None; relation = next(relation))
        {
            found.Add(relation);
        }

        return found;
    }
}
