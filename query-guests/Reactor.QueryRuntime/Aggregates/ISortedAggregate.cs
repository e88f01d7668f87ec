namespace Reactor.QueryRuntime.Aggregates;

/// <summary>An aggregate that keeps its values in order, and says what that costs.</summary>
public interface ISortedAggregate : IAggregate
{
    /// <summary>State entries looked at since the last call (<see cref="Loop.CompiledQuery.Probes"/>).</summary>
    long TakeProbes();
}
