namespace Reactor.QueryRuntime.Dataflow.Joins;

/// <summary>A join: which nodes it relates by which values.</summary>
/// <param name="Id">Type of its relations.</param>
/// <param name="Type">The bit of <see cref="Storage.Relation{TRow}.Types"/> that its relations have, and no others.</param>
/// <param name="Participants">Each of them once.</param>
public sealed record JoinShape(string Id, ulong Type, JoinParticipantShape[] Participants);
