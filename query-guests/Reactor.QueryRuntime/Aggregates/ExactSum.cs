using System.Numerics;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary>Sum of doubles as one long fixed-point number, exact whatever is added and taken back in whatever order.</summary>
/// <remarks>
/// The number is in two's complement, in 64-bit limbs. Limb 0 of <see cref="LimbCount"/> begins at 2^-1202: the smallest double is
/// 2^-1074, and two limbs below it leave room for the fraction of a quotient. Only the window of limbs in use is stored (4 for sums of
/// everyday numbers); its highest limb lies above everything that was ever added and takes the carries of 2^63 additions.
/// </remarks>
internal sealed class ExactSum
{
    /// <summary>Limbs of the whole range, the highest double (2^1024) and its carries included.</summary>
    public const int LimbCount = 37;

    /// <summary>Binary exponent of bit 0 of limb 0.</summary>
    public const int LowestExponent = SmallestDoubleExponent - (SpareLimbs * LimbBits);

    private const int LimbBits = 64;
    private const int SpareLimbs = 2;
    private const int SmallestDoubleExponent = -1074;
    private const int MantissaBits = 52;
    private const int ExponentMask = 0x7FF;

    private ulong[] _limbs = [];
    private int _lowest;

    /// <summary>Adds a double.</summary>
    /// <param name="number">Finite.</param>
    public void Add(double number) => Accumulate(number, isNegative: double.IsNegative(number));

    /// <summary>Takes a double back.</summary>
    /// <param name="number">Finite.</param>
    public void Subtract(double number) => Accumulate(number, isNegative: !double.IsNegative(number));

    /// <summary>Copies the number into all <see cref="LimbCount"/> limbs.</summary>
    public void CopyTo(Span<ulong> limbs)
    {
        limbs[.._lowest].Clear();
        _limbs.CopyTo(limbs[_lowest..]);
        limbs[(_lowest + _limbs.Length)..].Fill(SignFill());
    }

    private void Accumulate(double number, bool isNegative)
    {
        var bits = BitConverter.DoubleToUInt64Bits(number);
        var biasedExponent = (int)(bits >> MantissaBits) & ExponentMask;
        var mantissa = bits & ((1UL << MantissaBits) - 1);
        mantissa |= biasedExponent == 0 ? 0 : 1UL << MantissaBits;
        if (mantissa == 0)
        {
            return;
        }

        var position = Math.Max(biasedExponent, 1) - 1 + (SpareLimbs * LimbBits);
        var limb = position / LimbBits;
        Cover(limb, limb + 2);
        var shifted = (UInt128)mantissa << (position % LimbBits);
        if (isNegative)
        {
            Subtract(limb - _lowest, shifted);
        }
        else
        {
            Add(limb - _lowest, shifted);
        }
    }

    private void Add(int limb, UInt128 addend)
    {
        for (; limb < _limbs.Length && addend != 0; limb++)
        {
            var sum = addend + _limbs[limb];
            _limbs[limb] = (ulong)sum;
            addend = sum >> LimbBits;
        }
    }

    private void Subtract(int limb, UInt128 subtrahend)
    {
        for (; limb < _limbs.Length && subtrahend != 0; limb++)
        {
            var low = (ulong)subtrahend;
            var borrow = _limbs[limb] < low ? 1UL : 0UL;
            _limbs[limb] -= low;
            subtrahend = (subtrahend >> LimbBits) + borrow;
        }
    }

    private void Cover(int first, int last)
    {
        var end = _lowest + _limbs.Length;
        if (first >= _lowest && last < end)
        {
            return;
        }

        var isEmpty = _limbs.Length == 0;
        var lowest = isEmpty ? first : Math.Min(first, _lowest);
        var limbs = new ulong[(isEmpty ? last + 1 : Math.Max(last + 1, end)) - lowest];
        limbs.AsSpan().Fill(SignFill());
        if (!isEmpty)
        {
            limbs.AsSpan(0, _lowest - lowest).Clear();
            _limbs.CopyTo(limbs.AsSpan(_lowest - lowest));
        }

        _limbs = limbs;
        _lowest = lowest;
    }

    private ulong SignFill() => _limbs.Length > 0 && BitOperations.LeadingZeroCount(_limbs[^1]) == 0 ? ulong.MaxValue : 0;
}
