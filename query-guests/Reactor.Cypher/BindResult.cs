using Reactor.Cypher.Binding;
using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Text;

namespace Reactor.Cypher;

/// <summary>Outcome of <see cref="CypherCompiler.Bind"/>.</summary>
/// <param name="Source">The text, for <see cref="DiagnosticFormatter"/>.</param>
/// <param name="Query">The bound query; <see langword="null"/> exactly when there are errors.</param>
/// <param name="Diagnostics">Errors and warnings in order of their place in the text.</param>
public sealed record BindResult(SourceText Source, BoundQuery? Query, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>Whether the query can not be compiled.</summary>
    public bool HasErrors => Query is null;
}
