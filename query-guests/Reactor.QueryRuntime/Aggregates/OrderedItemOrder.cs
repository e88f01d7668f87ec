using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary>By the keys, each ascending or descending, then by row; the exact form tells apart what one row held before and after a change.</summary>
internal readonly struct OrderedItemOrder : IBagOrder<OrderedItem>
{
    /// <inheritdoc/>
    public static int Compare(in OrderedItem left, in OrderedItem right)
    {
        var order = CompareGroups(left, right);
        return order != 0 ? order : ExactOrder.Compare(left.Entry, right.Entry);
    }

    /// <inheritdoc/>
    public static int CompareGroups(in OrderedItem left, in OrderedItem right)
    {
        var first = left.Entry.List;
        var second = right.Entry.List;
        var descending = first[0].Integer;
        for (var i = 1; i < first.Length - 1; i++)
        {
            var order = Ordering.Compare(first[i], second[i]);
            if (order != 0)
            {
                return (descending >> (i - 1) & 1) != 0 ? -order : order;
            }
        }

        return left.RowIdentity.CompareTo(right.RowIdentity);
    }
}
