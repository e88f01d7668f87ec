using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary>A value of <c>collect</c> with the identity of its row, by which lists are ordered.</summary>
/// <param name="RowIdentity">Identity of the row.</param>
/// <param name="Value">The value.</param>
internal readonly record struct CollectItem(UInt128 RowIdentity, Value Value);
