using Reactor.QueryRuntime.Dataflow.Rows;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Tests;

/// <summary>The order of rows against a sorted list.</summary>
public sealed class OrderedRowsTests
{
    // Numbers that differ by less than a double, equal ones of different types, and no numbers at all.
    private static readonly Value[] Values =
    [
        Value.FromInteger(0), Value.FromFloat(-0.0), Value.FromInteger(long.MaxValue), Value.FromInteger(long.MaxValue - 1), Value.FromFloat(9.3e18),
        Value.FromInteger((1L << 53) + 1), Value.FromFloat(1L << 53), Value.FromFloat(double.NaN), Value.FromText("a"), Value.FromText("b"), default,
    ];

    private const int Steps = 12_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ranks_are_those_of_a_sorted_list_after_every_change(bool isDescending)
    {
        var random = new Random(11);
        var rows = new OrderedRows([(0, isDescending)]);
        var sorted = new List<(UInt128 Identity, Value[] Row)>();
        for (var step = 0; step < 3 * Steps; step++)
        {
            // The tree grows to three levels, changes, and shrinks to nothing.
            if (sorted.Count > 0 && random.Next(10) < (step / Steps) switch { 0 => 2, 1 => 5, _ => 9 })
            {
                var rank = random.Next(sorted.Count);
                rows.Remove(sorted[rank].Identity, sorted[rank].Row).Should().Be(rank);
                sorted.RemoveAt(rank);
            }
            else
            {
                (UInt128 Identity, Value[] Row) added = ((UInt128)random.NextInt64() << 64, [Values[random.Next(Values.Length)]]);
                var rank = ~sorted.BinarySearch(added, Comparer<(UInt128 Identity, Value[] Row)>.Create((left, right) => Compare(left, right, isDescending)));
                rows.Add(added.Identity, added.Row).Should().Be(rank);
                sorted.Insert(rank, added);
            }

            rows.Count.Should().Be(sorted.Count);
            if (sorted.Count > 0)
            {
                var rank = random.Next(sorted.Count);
                rows[rank].Identity.Should().Be(sorted[rank].Identity);
            }
        }
    }

    [Fact]
    public void Rows_without_keys_are_in_the_order_of_their_identities()
    {
        var rows = new OrderedRows([]);
        foreach (var identity in (UInt128[])[30, 10, 20])
        {
            rows.Add(identity, []);
        }

        Enumerable.Range(0, 3).Select(rank => rows[rank].Identity).Should().Equal(10, 20, 30);
    }

    private static int Compare((UInt128 Identity, Value[] Row) left, (UInt128 Identity, Value[] Row) right, bool isDescending)
    {
        var order = Ordering.Compare(left.Row[0], right.Row[0]);
        return order == 0 ? left.Identity.CompareTo(right.Identity) : isDescending ? -order : order;
    }
}
