using CsCheck;
using Reactor.QueryRuntime.Storage;

namespace Reactor.QueryCompiler.Tests.Runtime;

public sealed class GroupTableTests
{
    [Fact]
    public void Table_agrees_with_a_dictionary_under_any_history()
    {
        var step = Gen.Select(Gen.Bool, Gen.ULong[0, 300]);
        Gen.Select(Gen.ULong, step.Array[0, 2000]).Sample(
            (seed, steps) =>
            {
                var table = new GroupTable<Counter>(new StateHash(seed));
                var expected = new Dictionary<ulong, int>();
                foreach (var (adds, key) in steps)
                {
                    var group = table.FindOrAdd(key);
                    table[group].Value.Should().Be(expected.GetValueOrDefault(key), "a new group is empty");
                    table.Identity(group).Should().Be((UInt128)key);
                    if (adds)
                    {
                        table[group].Value++;
                        expected[key] = expected.GetValueOrDefault(key) + 1;
                    }
                    else
                    {
                        table.Remove(group);
                        expected.Remove(key);
                    }
                }

                table.Count.Should().Be(expected.Count);
            },
            iter: 30);
    }

    private struct Counter
    {
        internal int Value;
    }
}
