using System.IO.Hashing;

namespace Reactor.QueryRuntime.Storage;

/// <summary>
/// The keyed hash of state tables: who chooses ids and values cannot choose where they land. It decides places in tables only, never a
/// result (docs/semantics.md, section 6).
/// </summary>
/// <param name="seed">The key.</param>
public readonly struct StateHash(UInt128 seed)
{
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    private readonly ulong _low = (ulong)seed;
    private readonly ulong _high = (ulong)(seed >> 64);

    /// <summary>Hash of bytes and a number beside them.</summary>
    public ulong Of(ReadOnlySpan<byte> bytes, uint number = 0) =>
        Mix(XxHash3.HashToUInt64(bytes, (long)_low), _high + (number * Multiplier));

    /// <summary>Hash of an identity.</summary>
    public ulong Of(UInt128 identity) => Mix((ulong)identity ^ _low, (ulong)(identity >> 64) ^ _high);

    private static ulong Mix(ulong left, ulong right)
    {
        // Folded 64 x 64 multiplication; the two constants keep a zero operand from wiping out the other one.
        var high = Math.BigMul(left ^ 0xA076_1D64_78BD_642F, right ^ 0xE703_7ED1_A0B4_28DB, out var low);
        return high ^ low;
    }
}
