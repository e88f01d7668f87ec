using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary><c>stDevP(x)</c>: standard deviation of a whole population; 0.0 for fewer than two numbers.</summary>
public struct PopulationDeviationAggregate : IAggregate
{
    private const string Name = "stDevP";

    private SquareTotal _total;

    /// <summary>Refuses what <see cref="Add"/> and <see cref="Remove"/> refuse.</summary>
    /// <exception cref="EvaluationException">The value is neither a number nor null.</exception>
    public static void Require(in Value value) => NumberTotal.RequireNumberOrNull(value, Name);

    /// <inheritdoc/>
    public void Add(in Value value, UInt128 rowIdentity) => _total.Add(value, Name);

    /// <inheritdoc/>
    public void Remove(in Value value, UInt128 rowIdentity) => _total.Remove(value, Name);

    /// <inheritdoc/>
    public readonly Value Result() => Value.FromFloat(_total.Deviation(_total.Count));
}
