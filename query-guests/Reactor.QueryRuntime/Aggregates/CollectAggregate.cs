using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary><c>collect(x)</c>: the values as a list in the order of their rows' identities; empty for none.</summary>
public struct CollectAggregate : ISortedAggregate
{
    private SortedBag<CollectItem, CollectOrder>? _items;

    /// <inheritdoc/>
    public void Add(in Value value, UInt128 rowIdentity)
    {
        if (!value.IsNull)
        {
            _items ??= new SortedBag<CollectItem, CollectOrder>();
            _items.Add(new CollectItem(rowIdentity, value));
        }
    }

    /// <inheritdoc/>
    public void Remove(in Value value, UInt128 rowIdentity)
    {
        if (value.IsNull)
        {
            return;
        }

        if (_items is null)
        {
            throw new InvalidOperationException("a value is removed from an empty list");
        }

        _items.Remove(new CollectItem(rowIdentity, value));
        _items = _items.Count == 0 ? null : _items;
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

    private struct Filler(int count) : IBagVisitor<CollectItem>
    {
        private int _filled;

        public Value[] Elements { get; } = new Value[count];

        public void Visit(in CollectItem item, int copies)
        {
            Elements.AsSpan(_filled, copies).Fill(item.Value);
            _filled += copies;
        }
    }
}
