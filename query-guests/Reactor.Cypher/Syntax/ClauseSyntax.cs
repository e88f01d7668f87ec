using Reactor.Cypher.Text;

namespace Reactor.Cypher.Syntax;

/// <summary>One clause of the read side of openCypher.</summary>
public abstract record ClauseSyntax : SyntaxNode
{
    private ClauseSyntax(TextSpan span)
        : base(span)
    {
    }

    /// <summary>The word or words that open the clause, for diagnostics about the clause as a whole.</summary>
    public required TextSpan KeywordSpan { get; init; }

    /// <summary>MATCH or OPTIONAL MATCH.</summary>
    public sealed record Match(TextSpan Span, bool Optional, IReadOnlyList<PathPatternSyntax> Patterns, ExpressionSyntax? Where)
        : ClauseSyntax(Span);

    /// <summary>UNWIND list AS variable.</summary>
    public sealed record Unwind(TextSpan Span, ExpressionSyntax List, IdentifierSyntax Variable) : ClauseSyntax(Span);

    /// <summary>WITH, with the WHERE behind it.</summary>
    public sealed record With(TextSpan Span, ProjectionSyntax Projection, ExpressionSyntax? Where) : ClauseSyntax(Span);

    /// <summary>RETURN.</summary>
    public sealed record Return(TextSpan Span, ProjectionSyntax Projection) : ClauseSyntax(Span);
}
