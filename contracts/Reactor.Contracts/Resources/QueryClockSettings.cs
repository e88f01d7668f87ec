namespace Reactor.Contracts.Resources;

/// <summary>How the clock of a query follows that of the host (<c>spec.runtime.clock</c>; docs/semantics.md, section 6).</summary>
/// <param name="Basis">What times of changes are.</param>
/// <param name="Lag">How far behind the host's clock the query's may go while no change waits; 0 with <see cref="ClockBasis.Arrival"/>. Default 1 s.</param>
/// <param name="MaxAhead">How far an effective time may lie ahead of the host's clock before it is clamped. Default 1 min.</param>
public sealed record QueryClockSettings(ClockBasis Basis, TimeSpan Lag, TimeSpan MaxAhead)
{
    /// <summary>The defaults.</summary>
    public static QueryClockSettings Default { get; } = new(ClockBasis.Effective, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
}
