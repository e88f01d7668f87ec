using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary><c>max(x)</c>, with or without DISTINCT: the largest value in the order of ORDER BY; null for none.</summary>
public struct MaxAggregate : ISortedAggregate
{
    private ValueBag _values;

    /// <inheritdoc/>
    public void Add(in Value value, UInt128 rowIdentity)
    {
        if (!value.IsNull)
        {
            _values.Add(value);
        }
    }

    /// <inheritdoc/>
    public void Remove(in Value value, UInt128 rowIdentity)
    {
        if (!value.IsNull)
        {
            _values.Remove(value);
        }
    }

    /// <inheritdoc/>
    public readonly long TakeProbes() => _values.TakeProbes();

    /// <inheritdoc/>
    public readonly Value Result() => _values.TryLast(out var last) ? last : Value.Null;
}
