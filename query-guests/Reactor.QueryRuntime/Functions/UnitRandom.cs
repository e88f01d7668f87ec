namespace Reactor.QueryRuntime.Functions;

/// <summary>Random bits that a unit's number and the query's seed decide: the same however units travel, and when a journal is replayed.</summary>
/// <param name="seed">The query's seed.</param>
public struct UnitRandom(UInt128 seed)
{
    private const ulong Step = 0x9E37_79B9_7F4A_7C15;

    private ulong _state;

    /// <summary>Starts the bits of a unit.</summary>
    /// <param name="unit">Number of the unit.</param>
    public void Begin(ulong unit) => _state = Scatter((ulong)seed + (unit * Step)) ^ (ulong)(seed >> 64);

    /// <summary>The next 64 bits.</summary>
    public ulong Next() => Scatter(_state += Step);

    // The finaliser of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
    private static ulong Scatter(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58_476D_1CE4_E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D0_49BB_1331_11EB;
        return bits ^ (bits >> 31);
    }
}
