using Reactor.Cypher.Text;

namespace Reactor.Cypher.Syntax;

/// <summary>What is required of a node's labels or of a relation's type, as written behind <c>:</c> or IS.</summary>
/// <param name="Span">Where it is written.</param>
public abstract record LabelExpressionSyntax(TextSpan Span) : SyntaxNode(Span)
{
    /// <summary>Levels from here down, 1 for a leaf; the parser bounds it like <see cref="ExpressionSyntax.Height"/>.</summary>
    public int Height { get; init; } = 1;

    /// <summary><c>A</c>.</summary>
    public sealed record Name(IdentifierSyntax Label) : LabelExpressionSyntax(Label.Span);

    /// <summary><c>%</c>: any label at all.</summary>
    public sealed record Any(TextSpan Span) : LabelExpressionSyntax(Span);

    /// <summary><c>!A</c>.</summary>
    public sealed record Not(TextSpan Span, LabelExpressionSyntax Operand) : LabelExpressionSyntax(Span);

    /// <summary><c>A&amp;B</c>, in openCypher also <c>:A:B</c>.</summary>
    public sealed record And(TextSpan Span, LabelExpressionSyntax Left, LabelExpressionSyntax Right) : LabelExpressionSyntax(Span);

    /// <summary><c>A|B</c>.</summary>
    public sealed record Or(TextSpan Span, LabelExpressionSyntax Left, LabelExpressionSyntax Right) : LabelExpressionSyntax(Span);
}

/// <summary>Label expressions joined by AND, the simple ones apart.</summary>
/// <param name="Names">Of a node: labels, all of them required. Of a relation: types, one of them required; empty for any.</param>
/// <param name="Tests">What else is required.</param>
public sealed record LabelsSyntax(IReadOnlyList<IdentifierSyntax> Names, IReadOnlyList<LabelExpressionSyntax> Tests);
