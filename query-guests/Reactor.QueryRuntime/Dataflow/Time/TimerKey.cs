namespace Reactor.QueryRuntime.Dataflow.Time;

/// <summary>Who waits: at most one timer per key.</summary>
/// <param name="Site">Number of the call site, in plan order.</param>
/// <param name="Identity">Identity of the row there; after aggregation, of the group.</param>
public readonly record struct TimerKey(int Site, UInt128 Identity);
