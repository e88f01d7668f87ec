using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary>By touch, then by row.</summary>
internal readonly struct LastOrder : IBagOrder<LastItem>
{
    /// <inheritdoc/>
    public static int Compare(in LastItem left, in LastItem right)
    {
        var order = CompareGroups(left, right);
        order = order != 0 ? order : left.RowIdentity.CompareTo(right.RowIdentity);
        return order != 0 ? order : ExactOrder.Compare(left.Value, right.Value);
    }

    /// <inheritdoc/>
    public static int CompareGroups(in LastItem left, in LastItem right) => left.Touch.CompareTo(right.Touch);
}
