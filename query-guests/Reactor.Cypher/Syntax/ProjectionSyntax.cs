using Reactor.Cypher.Text;

namespace Reactor.Cypher.Syntax;

/// <summary>What stands behind WITH or RETURN.</summary>
/// <param name="Span">From DISTINCT or the first item to the end of LIMIT.</param>
/// <param name="Distinct">DISTINCT was written.</param>
/// <param name="Star">Where * was written, or <see langword="null"/>.</param>
/// <param name="Items">In order; empty only with <paramref name="Star"/>.</param>
/// <param name="OrderBy">Empty without ORDER BY.</param>
/// <param name="Skip">SKIP's operand.</param>
/// <param name="Limit">LIMIT's operand.</param>
public sealed record ProjectionSyntax(
    TextSpan Span,
    bool Distinct,
    TextSpan? Star,
    IReadOnlyList<ProjectionItemSyntax> Items,
    IReadOnlyList<SortItemSyntax> OrderBy,
    ExpressionSyntax? Skip,
    ExpressionSyntax? Limit) : SyntaxNode(Span);

/// <summary>One column: expression and alias.</summary>
/// <param name="Span">The whole item.</param>
/// <param name="Expression">The value.</param>
/// <param name="ExpressionSpan">The expression with its outer parentheses: an item without alias is named by this text.</param>
/// <param name="Alias">The name behind AS, or <see langword="null"/>.</param>
public sealed record ProjectionItemSyntax(TextSpan Span, ExpressionSyntax Expression, TextSpan ExpressionSpan, IdentifierSyntax? Alias)
    : SyntaxNode(Span);

/// <summary>One key of ORDER BY.</summary>
public sealed record SortItemSyntax(TextSpan Span, ExpressionSyntax Expression, bool Descending) : SyntaxNode(Span);
