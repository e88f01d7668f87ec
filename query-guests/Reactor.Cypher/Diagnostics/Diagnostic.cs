using Reactor.Cypher.Text;

namespace Reactor.Cypher.Diagnostics;

/// <summary>One finding about a query's text. Query mistakes are always reported this way, never thrown.</summary>
/// <param name="Code">What kind of mistake; its name is shown and is stable.</param>
/// <param name="Severity">Error or warning.</param>
/// <param name="Span">The text at fault; length 0 where something is missing.</param>
/// <param name="Message">One sentence without position, code or final full stop.</param>
/// <param name="Suggestion">A name that exists and was probably meant, or <see langword="null"/>.</param>
public sealed record Diagnostic(DiagnosticCode Code, Severity Severity, TextSpan Span, string Message, string? Suggestion = null);
