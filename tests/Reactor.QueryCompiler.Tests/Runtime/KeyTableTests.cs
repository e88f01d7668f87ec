using System.Text;
using CsCheck;
using Reactor.QueryRuntime.Storage;

namespace Reactor.QueryCompiler.Tests.Runtime;

public sealed class KeyTableTests
{
    [Fact]
    public void Table_agrees_with_a_dictionary_under_any_history_and_gives_numbers_out_again()
    {
        var step = Gen.Select(Gen.Bool, Gen.UShort[0, 1], Gen.Int[0, 400]);
        Gen.Select(Gen.ULong, step.Array[0, 2000]).Sample(
            (seed, steps) =>
            {
                var table = new KeyTable(new StateHash(seed));
                var expected = new Dictionary<(ushort, int), int>();
                var most = 0;
                foreach (var (adds, source, key) in steps)
                {
                    var id = Id(key);
                    if (adds)
                    {
                        var number = table.FindOrAdd(source, id, out var added);
                        added.Should().Be(expected.TryAdd((source, key), number));
                        expected[(source, key)].Should().Be(number);
                    }
                    else if (expected.Remove((source, key), out var number))
                    {
                        table.Id(number).SequenceEqual(id).Should().BeTrue();
                        table.Source(number).Should().Be(source);
                        table.Remove(number);
                    }

                    table.Find(source, id).Should().Be(expected.GetValueOrDefault((source, key), KeyTable.None));
                    most = Math.Max(most, expected.Count);
                }

                table.Count.Should().Be(expected.Count);
                table.Limit.Should().Be(most, "a number that is free is used before a new one");
                expected.Values.Should().OnlyHaveUniqueItems();
                foreach (var ((source, key), number) in expected)
                {
                    table.Find(source, Id(key)).Should().Be(number);
                }
            },
            iter: 30);
    }

    [Fact]
    public void Empty_and_very_long_ids_are_ids()
    {
        var table = new KeyTable(new StateHash(1));
        byte[][] ids = [[], new byte[1024], new byte[1025], new byte[300_000], new byte[300_001]];

        var numbers = ids.Select(id => table.FindOrAdd(0, id, out _)).ToArray();

        numbers.Should().Equal(0, 1, 2, 3, 4);
        table.Remove(3);
        table.FindOrAdd(0, ids[3], out var added).Should().Be(3);
        added.Should().BeTrue();
        ids.Select(id => table.Find(0, id)).Should().Equal(0, 1, 2, 3, 4);
    }

    // Lengths from 1 to over 100 bytes.
    private static byte[] Id(int key) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"{key}.", 1 + (key % 31))));
}
