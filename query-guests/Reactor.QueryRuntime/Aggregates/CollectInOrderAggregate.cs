using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary>
/// <c>collect(x)</c> behind an ORDER BY: the values as a list in that order, those of equal keys in the order of their rows' identities; empty for none.
/// A value comes as the last one of a list: a number whose bit i says that key i descends, then the keys.
/// </summary>
public struct CollectInOrderAggregate : ISortedAggregate
{
    private SortedBag<OrderedItem, OrderedItemOrder>? _items;

    /// <inheritdoc/>
    public void Add(in Value value, UInt128 rowIdentity)
    {
        if (!value.List[^1].IsNull)
        {
            _items ??= new SortedBag<OrderedItem, OrderedItemOrder>();
            _items.Add(new OrderedItem(rowIdentity, value));
        }
    }

    /// <inheritdoc/>
    public void Remove(in Value value, UInt128 rowIdentity)
    {
        if (!value.List[^1].IsNull)
        {
            _items!.Remove(new OrderedItem(rowIdentity, value));
            _items = _items.Count == 0 ? null : _items;
        }
    }

    /// <inheritdoc/>
    public readonly long TakeProbes() => _items?.TakeProbes() ?? 0;

    /// <inheritdoc/>
    public readonly Value Result()
    {
        if (_items is null)
        {
            return Value.FromList([]);
        }

        var filler = new Filler(_items.Count);
        _items.Visit(ref filler);
        return Value.FromList(filler.Elements);
    }

    private struct Filler(int count) : IBagVisitor<OrderedItem>
    {
        private int _filled;

        public Value[] Elements { get; } = new Value[count];

        public void Visit(in OrderedItem item, int copies)
        {
            Elements.AsSpan(_filled, copies).Fill(item.Entry.List[^1]);
            _filled += copies;
        }
    }
}
