using System.Numerics;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary>Arithmetic on the limbs of an <see cref="ExactSum"/>, and the one rounding at the end.</summary>
internal static class FixedPoint
{
    private const int LimbBits = 64;
    private const int QuotientLimbs = 3;
    private const int SignificantBits = 53;
    private const int SmallestExponent = -1074;

    /// <summary>Adds an integer.</summary>
    public static void Add(Span<ulong> limbs, Int128 integer)
    {
        var limb = -ExactSum.LowestExponent / LimbBits;
        var shift = -ExactSum.LowestExponent % LimbBits;
        var sign = integer < 0 ? UInt128.MaxValue : 0;
        var bits = (UInt128)integer;

        // The 128 bits become three limbs; above them the sign goes on.
        Span<ulong> addend = [(ulong)(bits << shift), (ulong)(bits >> (LimbBits - shift)), (ulong)((bits >> (2 * LimbBits - shift)) | (sign << shift))];
        UInt128 carry = 0;
        for (var i = limb; i < limbs.Length; i++)
        {
            carry += (UInt128)limbs[i] + (i - limb < addend.Length ? addend[i - limb] : (ulong)sign);
            limbs[i] = (ulong)carry;
            carry >>= LimbBits;
        }
    }

    /// <summary>Divides by a positive integer and rounds to the nearest double, ties to even: one rounding of the exact quotient.</summary>
    /// <param name="limbs">The number; left as its magnitude.</param>
    /// <param name="divisor">Greater than 0.</param>
    public static double DivideAndRound(Span<ulong> limbs, long divisor)
    {
        var isNegative = (long)limbs[^1] < 0;
        if (isNegative)
        {
            Negate(limbs);
        }

        var top = limbs.Length - 1;
        while (top >= 0 && limbs[top] == 0)
        {
            top--;
        }

        if (top < 0)
        {
            return 0.0;
        }

        // Three limbs of the dividend have at least 129 significant bits, their quotient at least 66: enough to round. What lies below
        // only says whether the quotient is exact.
        var lowest = top - QuotientLimbs + 1;
        var quotient = limbs.Slice(lowest, QuotientLimbs);
        var isInexact = Divide(quotient, (ulong)divisor) || limbs[..lowest].ContainsAnyExcept(0UL);
        var magnitude = Round(quotient, ExactSum.LowestExponent + (lowest * LimbBits), isInexact);
        return isNegative ? -magnitude : magnitude;
    }

    private static bool Divide(Span<ulong> limbs, ulong divisor)
    {
        if (divisor == 1)
        {
            return false;
        }

        UInt128 remainder = 0;
        for (var i = limbs.Length - 1; i >= 0; i--)
        {
            var (quotient, rest) = UInt128.DivRem((remainder << LimbBits) | limbs[i], divisor);
            limbs[i] = (ulong)quotient;
            remainder = rest;
        }

        return remainder != 0;
    }

    private static double Round(ReadOnlySpan<ulong> limbs, int exponent, bool isInexact)
    {
        var length = limbs.Length * LimbBits;
        for (var i = limbs.Length - 1; i >= 0 && limbs[i] == 0; i--)
        {
            length -= LimbBits;
        }

        length -= BitOperations.LeadingZeroCount(limbs[(length - 1) / LimbBits]);
        var dropped = Math.Max(length - SignificantBits, SmallestExponent - exponent);
        if (dropped > length)
        {
            return 0.0;
        }

        var mantissa = BitsFrom(limbs, dropped);
        var half = (BitsFrom(limbs, dropped - 1) & 1) != 0;
        var isAboveHalf = isInexact || HasBitsBelow(limbs, dropped - 1);
        if (half && (isAboveHalf || (mantissa & 1) != 0))
        {
            mantissa++;
        }

        return Math.ScaleB(mantissa, exponent + dropped);
    }

    private static ulong BitsFrom(ReadOnlySpan<ulong> limbs, int position)
    {
        var limb = position / LimbBits;
        var shift = position % LimbBits;
        if (limb >= limbs.Length)
        {
            return 0;
        }

        var above = shift != 0 && limb + 1 < limbs.Length ? limbs[limb + 1] << (LimbBits - shift) : 0;
        return (limbs[limb] >> shift) | above;
    }

    private static bool HasBitsBelow(ReadOnlySpan<ulong> limbs, int position)
    {
        var limb = position / LimbBits;
        return limbs[..limb].ContainsAnyExcept(0UL) || (limb < limbs.Length && (limbs[limb] & ((1UL << (position % LimbBits)) - 1)) != 0);
    }

    private static void Negate(Span<ulong> limbs)
    {
        var carry = true;
        for (var i = 0; i < limbs.Length; i++)
        {
            limbs[i] = ~limbs[i] + (carry ? 1UL : 0UL);
            carry = carry && limbs[i] == 0;
        }
    }
}
