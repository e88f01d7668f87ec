using System.Numerics;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary>Number, total and total of the squares of a group's numbers, exact under retraction: what deviations are computed from.</summary>
/// <remarks>
/// The square of a float is kept as the sum of two floats, which is exact for magnitudes from 1e-140 to 1e154; smaller ones lose what lies below the
/// smallest float, the squares of larger ones are infinite.
/// </remarks>
internal struct SquareTotal
{
    private const int QuotientBits = 62;

    private NumberTotal _total;
    private UInt128 _squares;
    private long _squareCarries;
    private FloatTotal? _floatSquares;

    /// <summary>Numbers there.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a number; null does nothing.</summary>
    /// <exception cref="EvaluationException">It is no number.</exception>
    public void Add(in Value value, string function)
    {
        if (value.IsNull)
        {
            return;
        }

        _total.Add(value, function);
        Count++;
        if (value.IsInteger)
        {
            var square = (UInt128)((Int128)value.Integer * value.Integer);
            _squares += square;
            _squareCarries += _squares < square ? 1 : 0;
            return;
        }

        var (high, low) = Square(value.Float);
        _floatSquares ??= new FloatTotal();
        _floatSquares.Add(high);
        _floatSquares.Add(low);
    }

    /// <summary>Takes a number back.</summary>
    /// <exception cref="EvaluationException">It is no number.</exception>
    public void Remove(in Value value, string function)
    {
        if (value.IsNull)
        {
            return;
        }

        _total.Remove(value, function);
        Count--;
        if (value.IsInteger)
        {
            var square = (UInt128)((Int128)value.Integer * value.Integer);
            _squareCarries -= _squares < square ? 1 : 0;
            _squares -= square;
            return;
        }

        var (high, low) = Square(value.Float);
        _floatSquares!.Remove(high);
        _floatSquares.Remove(low);
        _floatSquares = _floatSquares.IsEmpty ? null : _floatSquares;
    }

    /// <summary>The deviation from the mean: the exact variance rounded once, then its root.</summary>
    /// <param name="freedom">What the sum of squared distances is divided by: the count, or one less for a sample.</param>
    public readonly double Deviation(long freedom)
    {
        if (Count == 0 || freedom <= 0)
        {
            return 0.0;
        }

        Span<ulong> limbs = stackalloc ulong[ExactSum.LimbCount];
        if (!_total.TryCopyTo(limbs))
        {
            return double.NaN;
        }

        var sum = Number(limbs);
        limbs.Clear();
        if (_floatSquares is not null && !_floatSquares.TryCopyTo(limbs))
        {
            return double.PositiveInfinity;
        }

        var integers = ((BigInteger)_squareCarries << 128) + _squares;
        var squares = Number(limbs) + (integers << -ExactSum.LowestExponent);
        var distances = (Count * (squares << -ExactSum.LowestExponent)) - (sum * sum);
        return distances.Sign <= 0 ? 0.0 : Math.Sqrt(Quotient(distances, ((BigInteger)Count * freedom) << (-2 * ExactSum.LowestExponent)));
    }

    private static (double High, double Low) Square(double number)
    {
        var high = number * number;
        return (high, double.IsFinite(high) ? Math.FusedMultiplyAdd(number, number, -high) : 0.0);
    }

    private static BigInteger Number(ReadOnlySpan<ulong> limbs) => new(System.Runtime.InteropServices.MemoryMarshal.AsBytes(limbs));

    /// <summary>A quotient of positive numbers, rounded once.</summary>
    internal static double Quotient(BigInteger dividend, BigInteger divisor)
    {
        var shift = QuotientBits - (int)(dividend.GetBitLength() - divisor.GetBitLength());
        var quotient = shift >= 0
            ? BigInteger.DivRem(dividend << shift, divisor, out var remainder)
            : BigInteger.DivRem(dividend, divisor << -shift, out remainder);

        // Nine bits more than a double has, so that the lowest one can stand for all that was lost.
        return Math.ScaleB((ulong)quotient | (remainder.IsZero ? 0UL : 1UL), -shift);
    }
}
