using System.Numerics;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Tests;

/// <summary>A rational number with a power of two below: the reference that exact comparisons and sums are checked against.</summary>
/// <param name="Numerator">In units of 2^-<see cref="Scale"/>.</param>
internal readonly record struct ExactNumber(BigInteger Numerator) : IComparable<ExactNumber>
{
    public const int Scale = 1074;

    public static ExactNumber From(in Value value) =>
        value.IsInteger ? new(new BigInteger(value.Integer) << Scale) : From(value.Float);

    public static ExactNumber From(double number)
    {
        var bits = BitConverter.DoubleToInt64Bits(Math.Abs(number));
        var exponent = (int)(bits >> 52);
        var mantissa = new BigInteger(bits & ((1L << 52) - 1)) + (exponent == 0 ? 0 : 1L << 52);
        var magnitude = mantissa << (Math.Max(exponent, 1) - 1);
        return new(number < 0 ? -magnitude : magnitude);
    }

    public static ExactNumber operator +(ExactNumber left, ExactNumber right) => new(left.Numerator + right.Numerator);

    public int CompareTo(ExactNumber other) => Numerator.CompareTo(other.Numerator);

    /// <summary>The double nearest to this divided by an integer, ties to even, found by bisection over all doubles.</summary>
    public double DivideToNearest(long divisor)
    {
        var isNegative = Numerator.Sign < 0;
        var target = BigInteger.Abs(Numerator);
        var (low, high) = (0L, BitConverter.DoubleToInt64Bits(double.PositiveInfinity));
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (Magnitude(middle) * divisor <= target)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        // The halfway point decides; infinity stands for 2^1024.
        var twice = (Magnitude(low) + Magnitude(high)) * divisor;
        var order = (target * 2).CompareTo(twice);
        var nearest = order > 0 || (order == 0 && (low & 1) != 0) ? high : low;
        var magnitude = BitConverter.Int64BitsToDouble(nearest);
        return isNegative ? -magnitude : magnitude;
    }

    private static BigInteger Magnitude(long bits) => bits == BitConverter.DoubleToInt64Bits(double.PositiveInfinity)
        ? BigInteger.One << (1024 + Scale)
        : From(BitConverter.Int64BitsToDouble(bits)).Numerator;
}
