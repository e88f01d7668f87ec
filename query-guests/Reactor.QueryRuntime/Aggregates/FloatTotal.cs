namespace Reactor.QueryRuntime.Aggregates;

/// <summary>The floats of a sum: finite ones exactly, the others counted.</summary>
internal sealed class FloatTotal
{
    private readonly ExactSum _finite = new();
    private long _finiteCount;
    private long _notANumberCount;
    private long _positiveInfinityCount;
    private long _negativeInfinityCount;

    /// <summary>Whether no float is there.</summary>
    public bool IsEmpty => (_finiteCount | _notANumberCount | _positiveInfinityCount | _negativeInfinityCount) == 0;

    /// <summary>Adds a float.</summary>
    public void Add(double number)
    {
        CountOf(number)++;
        if (double.IsFinite(number))
        {
            _finite.Add(number);
        }
    }

    /// <summary>Takes a float back.</summary>
    public void Remove(double number)
    {
        CountOf(number)--;
        if (double.IsFinite(number))
        {
            _finite.Subtract(number);
        }
    }

    /// <summary>The total of the floats and an integer, divided, rounded once.</summary>
    /// <param name="integers">What to add to the floats.</param>
    /// <param name="divisor">Greater than 0.</param>
    public double Divide(Int128 integers, long divisor)
    {
        if (_notANumberCount > 0 || (_positiveInfinityCount > 0 && _negativeInfinityCount > 0))
        {
            return double.NaN;
        }

        if (_positiveInfinityCount > 0 || _negativeInfinityCount > 0)
        {
            return _positiveInfinityCount > 0 ? double.PositiveInfinity : double.NegativeInfinity;
        }

        Span<ulong> limbs = stackalloc ulong[ExactSum.LimbCount];
        _finite.CopyTo(limbs);
        if (integers != 0)
        {
            FixedPoint.Add(limbs, integers);
        }

        return FixedPoint.DivideAndRound(limbs, divisor);
    }

    /// <summary>Copies the total of the floats into all <see cref="ExactSum.LimbCount"/> limbs.</summary>
    /// <returns>False when one of them is not finite.</returns>
    public bool TryCopyTo(Span<ulong> limbs)
    {
        _finite.CopyTo(limbs);
        return (_notANumberCount | _positiveInfinityCount | _negativeInfinityCount) == 0;
    }

    private ref long CountOf(double number)
    {
        if (double.IsFinite(number))
        {
            return ref _finiteCount;
        }

        if (double.IsNaN(number))
        {
            return ref _notANumberCount;
        }

        return ref number > 0 ? ref _positiveInfinityCount : ref _negativeInfinityCount;
    }
}
