using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary>Exact total of integers and floats under retraction. Allocates only when a float is there.</summary>
internal struct NumberTotal
{
    private Int128 _integers;
    private FloatTotal? _floats;

    /// <summary>Total of the integers.</summary>
    public readonly Int128 Integers => _integers;

    /// <summary>Whether a float is there.</summary>
    public readonly bool HasFloats => _floats is not null;

    /// <summary>Refuses what <see cref="Add"/> and <see cref="Remove"/> refuse, and nothing else: not null, not numbers.</summary>
    /// <param name="value">Any value.</param>
    /// <param name="function">Name of the aggregate, for the message.</param>
    /// <exception cref="EvaluationException">It is neither a number nor null.</exception>
    public static void RequireNumberOrNull(in Value value, string function)
    {
        if (!value.IsInteger && !value.IsNull)
        {
            Require(value, function);
        }
    }

    /// <summary>Adds a number.</summary>
    /// <param name="value">A value that is not null.</param>
    /// <param name="function">Name of the aggregate, for the message.</param>
    /// <exception cref="EvaluationException">It is no number.</exception>
    public void Add(in Value value, string function)
    {
        if (value.IsInteger)
        {
            _integers += value.Integer;
            return;
        }

        Require(value, function);
        _floats ??= new FloatTotal();
        _floats.Add(value.Float);
    }

    /// <summary>Takes a number back.</summary>
    /// <param name="value">A value that is not null.</param>
    /// <param name="function">Name of the aggregate, for the message.</param>
    /// <exception cref="EvaluationException">It is no number.</exception>
    public void Remove(in Value value, string function)
    {
        if (value.IsInteger)
        {
            _integers -= value.Integer;
            return;
        }

        Require(value, function);
        if (_floats is null)
        {
            throw new InvalidOperationException("a float is removed from a sum that holds none");
        }

        _floats.Remove(value.Float);
        _floats = _floats.IsEmpty ? null : _floats;
    }

    /// <summary>The total divided and rounded once to the nearest double.</summary>
    /// <param name="divisor">Greater than 0.</param>
    public readonly double Divide(long divisor)
    {
        if (_floats is not null)
        {
            return _floats.Divide(_integers, divisor);
        }

        // Both are exact as doubles, so their quotient is rounded once.
        const long ExactEnd = 1L << 53;
        if (divisor <= ExactEnd && _integers <= ExactEnd && _integers >= -ExactEnd)
        {
            return (double)(long)_integers / divisor;
        }

        Span<ulong> limbs = stackalloc ulong[ExactSum.LimbCount];
        limbs.Clear();
        FixedPoint.Add(limbs, _integers);
        return FixedPoint.DivideAndRound(limbs, divisor);
    }

    /// <summary>Copies the total into all <see cref="ExactSum.LimbCount"/> limbs.</summary>
    /// <returns>False when a float is not finite.</returns>
    public readonly bool TryCopyTo(Span<ulong> limbs)
    {
        limbs.Clear();
        if (_floats is not null && !_floats.TryCopyTo(limbs))
        {
            return false;
        }

        FixedPoint.Add(limbs, _integers);
        return true;
    }

    private static void Require(in Value value, string function)
    {
        if (!value.IsFloat)
        {
            throw new EvaluationException(EvaluationError.TypeError, $"{function}() does not take {ValueText.WithArticle(value.Kind)}");
        }
    }
}
