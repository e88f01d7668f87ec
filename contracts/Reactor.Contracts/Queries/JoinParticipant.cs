namespace Reactor.Contracts.Queries;

/// <summary>The nodes that take part in a join under one key.</summary>
/// <param name="Label">The label they carry.</param>
/// <param name="Properties">The properties that make up the key, one or more; each must equal that of the other node.</param>
public sealed record JoinParticipant(string Label, IReadOnlyList<string> Properties);
