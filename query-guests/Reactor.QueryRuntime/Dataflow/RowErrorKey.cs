namespace Reactor.QueryRuntime.Dataflow;

/// <summary>Which row stands in error, and where.</summary>
/// <param name="Stage">Number of the segment of the plan.</param>
/// <param name="Identity">Identity of the row there.</param>
public readonly record struct RowErrorKey(int Stage, UInt128 Identity);
