using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary><c>collect(DISTINCT x)</c>: one value of every group of equivalent ones, ascending in the order of ORDER BY; empty for none.</summary>
/// <remarks>What is distinct has its value for identity (docs/semantics.md, section 4), and so is ordered by it.</remarks>
public struct CollectDistinctAggregate : ISortedAggregate
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
    public readonly Value Result()
    {
        var elements = new List<Value>();
        for (var more = _values.TryFirst(out var value); more; more = _values.TryNextRepresentative(value, out value))
        {
            elements.Add(value);
        }

        return Value.FromList([.. elements]);
    }
}
