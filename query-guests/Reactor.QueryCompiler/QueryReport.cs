using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Text;

namespace Reactor.QueryCompiler;

/// <summary>What the compiler has to say of one query.</summary>
/// <param name="Query">The query.</param>
/// <param name="Text">Its text with positions.</param>
/// <param name="Diagnostics">Errors and warnings, in order of their place.</param>
/// <param name="Plan">The incremental plan, printed; null when there are errors.</param>
public sealed record QueryReport(QuerySource Query, SourceText Text, IReadOnlyList<Diagnostic> Diagnostics, string? Plan)
{
    /// <summary>The joins that no pattern of the query reads; empty when there are errors.</summary>
    public IReadOnlyList<UnusedJoin> UnusedJoins { get; init; } = [];

    /// <summary>Whether the query cannot be compiled.</summary>
    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);

    /// <summary>The diagnostics as a compiler prints them: position, code, message, offending line.</summary>
    public IEnumerable<string> FormatDiagnostics() => Diagnostics.Select(diagnostic => DiagnosticFormatter.Format(diagnostic, Text));
}
