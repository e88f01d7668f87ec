using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary><c>drasi.last(x)</c>: the value of the row touched last, of several the one with the greatest identity; null for none. A value comes as the list of the touch and itself.</summary>
public struct LastAggregate : ISortedAggregate
{
    private SortedBag<LastItem, LastOrder>? _items;

    /// <inheritdoc/>
    public void Add(in Value value, UInt128 rowIdentity)
    {
        if (!value.List[1].IsNull)
        {
            _items ??= new SortedBag<LastItem, LastOrder>();
            _items.Add(ItemOf(value, rowIdentity));
        }
    }

    /// <inheritdoc/>
    public void Remove(in Value value, UInt128 rowIdentity)
    {
        if (!value.List[1].IsNull)
        {
            _items!.Remove(ItemOf(value, rowIdentity));
            _items = _items.Count == 0 ? null : _items;
        }
    }

    /// <inheritdoc/>
    public readonly long TakeProbes() => _items?.TakeProbes() ?? 0;

    /// <inheritdoc/>
    public readonly Value Result() => _items is not null && _items.TryLast(out var last) ? last.Value : Value.Null;

    private static LastItem ItemOf(in Value value, UInt128 rowIdentity) => new(value.List[0].Integer, rowIdentity, value.List[1]);
}
