using Reactor.QueryRuntime.Storage;

namespace Reactor.QueryRuntime.Dataflow.Time;

/// <summary>The time of a query (docs/semantics.md, section 6): where its clock stands, in which unit, and who waits for it to move.</summary>
/// <param name="hash">The instance's keyed hash.</param>
public sealed class QueryClock(StateHash hash)
{
    /// <summary>The clock, nanoseconds since the Unix epoch; the least number before the first unit. Never goes back.</summary>
    public long NowNs { get; internal set; } = long.MinValue;

    /// <summary>Number of the unit being applied; an instant belongs to the unit that moves the clock past it.</summary>
    public ulong Unit { get; internal set; }

    /// <summary>Whether the unit is an instant at which timers fire: no element changes in it.</summary>
    public bool IsInstant { get; internal set; }

    /// <summary>Who waits.</summary>
    public TimerQueue Timers { get; } = new(hash);
}
