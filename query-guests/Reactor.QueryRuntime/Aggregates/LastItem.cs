using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary>A value of <c>drasi.last</c>.</summary>
/// <param name="Touch">The unit that touched its row last.</param>
/// <param name="RowIdentity">Identity of the row.</param>
/// <param name="Value">The value.</param>
internal readonly record struct LastItem(long Touch, UInt128 RowIdentity, Value Value);
