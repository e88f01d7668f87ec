namespace Reactor.QueryCompiler;

/// <summary>A join that no pattern of the query reads.</summary>
/// <param name="Id">The join's id.</param>
/// <param name="Suggestion">A relation type of the query that is spelled nearly like it, or null.</param>
public sealed record UnusedJoin(string Id, string? Suggestion);
