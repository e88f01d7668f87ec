using Reactor.Cypher.Text;

namespace Reactor.Cypher.Syntax;

/// <summary>A piece of a query as it was written; data only, nothing is resolved yet.</summary>
/// <param name="Span">From the first to the last token of the piece.</param>
public abstract record SyntaxNode(TextSpan Span);

/// <summary>A name as written: variable, label, type, property key, alias or parameter.</summary>
/// <param name="Span">Includes back-ticks.</param>
/// <param name="Name">Without back-ticks, escapes resolved, case kept.</param>
public sealed record IdentifierSyntax(TextSpan Span, string Name) : SyntaxNode(Span);
