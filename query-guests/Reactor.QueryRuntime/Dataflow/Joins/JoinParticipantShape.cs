namespace Reactor.QueryRuntime.Dataflow.Joins;

/// <summary>The nodes that take part in a join under one key.</summary>
/// <param name="Labels">The bits they have.</param>
/// <param name="Places">Places of the key's values in a node's row.</param>
/// <param name="IsRepeated">Whether the join names it more than once, so that these nodes are related among themselves.</param>
public sealed record JoinParticipantShape(ulong Labels, int[] Places, bool IsRepeated);
