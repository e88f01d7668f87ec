using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary><c>count(x)</c>: how many values are not null. For <c>count(*)</c> add any value for every row.</summary>
public struct CountAggregate : IAggregate
{
    private long _count;

    /// <inheritdoc/>
    public void Add(in Value value, UInt128 rowIdentity) => _count += value.IsNull ? 0 : 1;

    /// <inheritdoc/>
    public void Remove(in Value value, UInt128 rowIdentity) => _count -= value.IsNull ? 0 : 1;

    /// <inheritdoc/>
    public readonly Value Result() => Value.FromInteger(_count);
}
