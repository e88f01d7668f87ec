using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Functions;

/// <summary><see cref="Ordering"/> for the framework's sort.</summary>
internal sealed class OrderingComparer : IComparer<Value>
{
    /// <summary>The one instance.</summary>
    public static readonly OrderingComparer Instance = new();

    /// <inheritdoc/>
    public int Compare(Value x, Value y) => Ordering.Compare(x, y);
}
