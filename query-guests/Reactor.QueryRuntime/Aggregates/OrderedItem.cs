using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary>A value of a collect that follows an ORDER BY.</summary>
/// <param name="RowIdentity">Identity of its row.</param>
/// <param name="Entry">What descends, the keys, the value.</param>
internal readonly record struct OrderedItem(UInt128 RowIdentity, Value Entry);
