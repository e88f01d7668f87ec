using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary><c>avg(x)</c>: the exact mean rounded once to a float; null for none.</summary>
public struct AverageAggregate : IAggregate
{
    private const string Name = "avg";

    private NumberTotal _total;
    private long _count;

    /// <inheritdoc/>
    public void Add(in Value value, UInt128 rowIdentity)
    {
        if (!value.IsNull)
        {
            _total.Add(value, Name);
            _count++;
        }
    }

    /// <inheritdoc/>
    public void Remove(in Value value, UInt128 rowIdentity)
    {
        if (!value.IsNull)
        {
            _total.Remove(value, Name);
            _count--;
        }
    }

    /// <inheritdoc/>
    public readonly Value Result() => _count == 0 ? Value.Null : Value.FromFloat(_total.Divide(_count));
}
