using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary>By row; the value tells apart what one row held before and after a change.</summary>
internal readonly struct CollectOrder : IBagOrder<CollectItem>
{
    /// <inheritdoc/>
    public static int Compare(in CollectItem left, in CollectItem right)
    {
        var order = CompareGroups(left, right);
        return order != 0 ? order : ExactOrder.Compare(left.Value, right.Value);
    }

    /// <inheritdoc/>
    public static int CompareGroups(in CollectItem left, in CollectItem right) => left.RowIdentity.CompareTo(right.RowIdentity);
}
