using Reactor.Contracts.Changes;
using Reactor.Contracts.Wire;
using Reactor.QueryCompiler.Tests.Support;

namespace Reactor.QueryCompiler.Tests;

/// <summary>A change costs what it touches: probes are counted, time is not measured.</summary>
public sealed class CostTests
{
    private readonly GraphFeed _feed = new();

    [Theory]
    [InlineData(100)]
    [InlineData(10_000)]
    public void Index_join_looks_at_matches_only_however_large_the_sides_are(int elements)
    {
        using var run = QueryRun.Start("MATCH (h:History), (t:Teller) WHERE h.tid = t.tid RETURN t.tid AS t, count(*) AS c, sum(h.delta) AS d", _feed);
        Load(run, Enumerable.Range(0, elements).Select(i => _feed.Node($"t{i}", "Teller", ("tid", i), ("balance", 0))));
        Load(run, Enumerable.Range(0, elements).Select(i => _feed.Node($"h{i}", "History", ("tid", i % 10), ("delta", i))));

        Probes(run, _feed.Node("h", "History", ("tid", 3), ("delta", 1))).Should().Be(1);
        Probes(run, _feed.Node("i", "History", ("tid", -1), ("delta", 1))).Should().Be(0);
        Probes(run, _feed.Merge("t3", ("tid", 3.0))).Should().Be(2L * ((elements / 10) + 1), "its matches go and come again");
        Probes(run, _feed.Merge("t3", ("balance", 5))).Should().Be(0, "the query does not read it");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(10_000)]
    public void Walk_along_relations_looks_at_those_of_its_type_only(int elements)
    {
        using var run = QueryRun.Start("MATCH (a:A)-[:R]->(b:B), (b)-[:S]->(c:C) RETURN a.v AS a, c.v AS c", _feed, _feed.Node("a", "A"), _feed.Node("b", "B"), _feed.Node("c", "C"));
        Load(run, Enumerable.Range(0, elements).Select(i => _feed.Relation($"s{i}", "S", "c", "b")));
        Load(run, [_feed.Relation("r", "R", "a", "b"), _feed.Relation("s", "S", "b", "c")]);

        Probes(run, _feed.Merge("a", ("v", 1))).Should().Be(4, "out and in again: one relation R, one S");
        Probes(run, _feed.Merge("b", ("v", 1))).Should().Be(0, "nothing of b is read");
    }

    private static void Load(QueryRun run, IEnumerable<ElementChange> changes)
    {
        foreach (var chunk in changes.Chunk(1000))
        {
            run.Unit(UnitKind.Transaction, chunk);
        }
    }

    private static long Probes(QueryRun run, ElementChange change)
    {
        var before = run.Query.Probes;
        run.Unit(change);
        return run.Query.Probes - before;
    }
}
