namespace Reactor.Contracts.Queries;

/// <summary>Relations that no source sends: between nodes whose properties are equal (docs/semantics.md, section 3).</summary>
/// <param name="Id">Type of the relations.</param>
/// <param name="Participants">Two or more, each with as many properties as the others; the same one may stand twice.</param>
public sealed record JoinDefinition(string Id, IReadOnlyList<JoinParticipant> Participants);
