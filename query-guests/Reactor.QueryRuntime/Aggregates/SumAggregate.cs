using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary><c>sum(x)</c>: an integer while only integers are there (0 for none), else the exact total rounded once to a float.</summary>
public struct SumAggregate : IAggregate
{
    private const string Name = "sum";

    private NumberTotal _total;

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
        if (_total.HasFloats)
        {
            return Value.FromFloat(_total.Divide(1));
        }

        return _total.Integers >= long.MinValue && _total.Integers <= long.MaxValue
            ? Value.FromInteger((long)_total.Integers)
            : throw new EvaluationException(EvaluationError.ArithmeticError, $"sum() is {_total.Integers}, which exceeds 64-bit integers");
    }
}
