namespace Reactor.Contracts.Resources;

/// <summary>All resources of one apply, references checked.</summary>
/// <param name="Sources">The sources.</param>
/// <param name="Queries">The queries.</param>
/// <param name="Reactions">The reactions.</param>
public sealed record ResourceSet(IReadOnlyList<SourceResource> Sources, IReadOnlyList<QueryResource> Queries, IReadOnlyList<ReactionResource> Reactions);
