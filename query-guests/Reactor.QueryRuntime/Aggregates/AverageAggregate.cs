using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary><c>avg(x)</c>: the exact mean, of numbers rounded once to a float, of durations a duration; null for none.</summary>
public struct AverageAggregate : IAggregate
{
    private const string Name = "avg";

    private QuantityTotal _total;

    /// <summary>Refuses what <see cref="Add"/> and <see cref="Remove"/> refuse: asked first where several aggregates take one row, so that
    /// either all of them change or none.</summary>
    /// <exception cref="EvaluationException">The value is neither a number nor a duration nor null.</exception>
    public static void Require(in Value value) => QuantityTotal.Require(value, Name);

    /// <inheritdoc/>
    public void Add(in Value value, UInt128 rowIdentity)
    {
        if (!value.IsNull)
        {
            _total.Add(value, Name);
        }
    }

    /// <inheritdoc/>
    public void Remove(in Value value, UInt128 rowIdentity)
    {
        if (!value.IsNull)
        {
            _total.Remove(value, Name);
        }
    }

    /// <inheritdoc/>
    public readonly Value Result()
    {
        var count = _total.Count;
        if (count == 0)
        {
            return Value.Null;
        }

        return _total.DivideDurations(count, Name) is { } duration ? Value.FromDuration(duration) : Value.FromFloat(_total.Numbers.Divide(count));
    }
}
