using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary><c>sum(x)</c>: an integer while only integers are there (0 for none), a duration while only durations are, else the exact total
/// rounded once to a float.</summary>
public struct SumAggregate : IAggregate
{
    private const string Name = "sum";

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
        if (_total.DivideDurations(1, Name) is { } duration)
        {
            return Value.FromDuration(duration);
        }

        var numbers = _total.Numbers;
        if (numbers.HasFloats)
        {
            return Value.FromFloat(numbers.Divide(1));
        }

        return numbers.Integers >= long.MinValue && numbers.Integers <= long.MaxValue
            ? Value.FromInteger((long)numbers.Integers)
            : throw new EvaluationException(EvaluationError.ArithmeticError, $"sum() is {numbers.Integers}, which exceeds 64-bit integers");
    }
}
