namespace Reactor.QueryCompiler;

/// <summary>Outcome of <see cref="QuerySetCompiler.Compile"/>.</summary>
/// <param name="Queries">One report per query, in their order.</param>
/// <param name="Assembly">All queries as one assembly; null exactly when one of them has an error, or when there are none.</param>
public sealed record CompilationResult(IReadOnlyList<QueryReport> Queries, QueryAssembly? Assembly);
