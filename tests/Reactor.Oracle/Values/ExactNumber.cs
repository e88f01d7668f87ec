using System.Numerics;

namespace Reactor.Oracle.Values;

/// <summary>A finite number without rounding: <paramref name="Units"/> × 2^-1074, which every finite double and every integer is.</summary>
internal readonly record struct ExactNumber(BigInteger Units) : IComparable<ExactNumber>
{
    private const int Scale = 1074;

    // A quotient has these many bits below the smallest double, the lowest of which stands for all that was lost.
    private const int GuardBits = 64;

    internal static ExactNumber From(object number)
    {
        if (number is long integer)
        {
            return new((BigInteger)integer << Scale);
        }

        var bits = BitConverter.DoubleToInt64Bits((double)number);
        var exponent = (int)(bits >> 52 & 0x7FF);
        var fraction = bits & 0xF_FFFF_FFFF_FFFF;
        var units = exponent == 0 ? fraction : (BigInteger)(fraction | 1L << 52) << (exponent - 1);
        return new(bits < 0 ? -units : units);
    }

    public int CompareTo(ExactNumber other) => Units.CompareTo(other.Units);

    /// <summary>The double nearest to this divided by a positive integer, ties to even: rounded once.</summary>
    internal double ToDouble(long divisor = 1)
    {
        var magnitude = BigInteger.DivRem(BigInteger.Abs(Units) << GuardBits, divisor, out var remainder) | (remainder.IsZero ? 0 : 1);
        var shift = Math.Max(GuardBits, (int)magnitude.GetBitLength() - 53);
        var kept = magnitude >> shift;
        var lost = magnitude - (kept << shift);
        var half = BigInteger.One << (shift - 1);
        if (lost > half || (lost == half && !kept.IsEven))
        {
            kept++;
        }

        // kept has at most 54 bits with the 54th set only for a power of two, so this conversion is exact.
        var value = Math.ScaleB((double)kept, shift - Scale - GuardBits);
        return Units.Sign < 0 ? -value : value;
    }

    public static bool operator <(ExactNumber left, ExactNumber right) => left.CompareTo(right) < 0;

    public static bool operator >(ExactNumber left, ExactNumber right) => left.CompareTo(right) > 0;

    public static bool operator <=(ExactNumber left, ExactNumber right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ExactNumber left, ExactNumber right) => left.CompareTo(right) >= 0;
}
