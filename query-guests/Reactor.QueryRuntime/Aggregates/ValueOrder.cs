using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary>Values by <see cref="ExactOrder"/>, in groups of equivalent ones.</summary>
internal readonly struct ValueOrder : IBagOrder<Value>
{
    /// <inheritdoc/>
    public static int Compare(in Value left, in Value right) => ExactOrder.Compare(left, right);

    /// <inheritdoc/>
    public static int CompareGroups(in Value left, in Value right) => Ordering.Compare(left, right);
}
