using System.Globalization;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Functions;

/// <content>Volatile functions: the caller draws the bits and the clock, once per row version (docs/semantics.md, section 5).</content>
public static partial class ScalarFunctions
{
    private const int FloatFractionBits = 53;
    private const long NanosecondsPerMillisecond = 1_000_000;

    /// <summary>A float from 0 (included) to 1 (excluded).</summary>
    /// <param name="bits">64 random bits.</param>
    public static Value Rand(ulong bits) => Value.FromFloat((bits >> (64 - FloatFractionBits)) * (1.0 / (1L << FloatFractionBits)));

    /// <summary>A version 4 UUID as text.</summary>
    /// <param name="bits">128 random bits, of which 6 give way to version and variant.</param>
    public static Value RandomUUID(UInt128 bits)
    {
        var version = new UInt128(0xF000, 0);
        var variant = new UInt128(0, 0xC000_0000_0000_0000);
        var uuid = (bits & ~(version | variant)) | new UInt128(0x4000, 0x8000_0000_0000_0000);
        var digits = uuid.ToString("x32", CultureInfo.InvariantCulture);
        return Value.FromText($"{digits[..8]}-{digits[8..12]}-{digits[12..16]}-{digits[16..20]}-{digits[20..]}");
    }

    /// <summary>Milliseconds since the Unix epoch.</summary>
    /// <param name="clockNs">The query's clock in nanoseconds since the Unix epoch.</param>
    public static Value Timestamp(long clockNs) => Value.FromInteger((long)Math.Floor((decimal)clockNs / NanosecondsPerMillisecond));
}
