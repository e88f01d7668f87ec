using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary><c>avg(x)</c>: the exact mean rounded once to a float; null for none.</summary>
public struct AverageAggregate : IAggregate
{
    private const string Name = "avg";

    private NumberTotal _total;
    private long _count;

    /// <summary>Refuses what <see cref="Add"/> and <see cref="Remove"/> refuse: asked first where several aggregates take one row, so that
    /// either all of them change or none.</summary>
    /// <exception cref="EvaluationException">The value is neither a number nor null.</exception>
    public static void Require(in Value value) => NumberTotal.RequireNumberOrNull(value, Name);

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
