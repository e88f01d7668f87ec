using Reactor.Cypher.Text;

namespace Reactor.Cypher.Syntax;

/// <summary>A chain node - relation - node - ... as written in MATCH or in a pattern expression.</summary>
/// <param name="Span">The whole path.</param>
/// <param name="Variable">The name of the path (<c>p = ...</c>), or <see langword="null"/>.</param>
/// <param name="Shortest">shortestPath or allShortestPaths around the chain.</param>
/// <param name="Nodes">At least one.</param>
/// <param name="Relations">One fewer than <paramref name="Nodes"/>; relation i joins node i and node i + 1.</param>
public sealed record PathPatternSyntax(
    TextSpan Span,
    IdentifierSyntax? Variable,
    ShortestPathKind Shortest,
    IReadOnlyList<NodePatternSyntax> Nodes,
    IReadOnlyList<RelationPatternSyntax> Relations) : SyntaxNode(Span);

/// <summary>Whether a path pattern asks for shortest paths.</summary>
public enum ShortestPathKind
{
    /// <summary>An ordinary pattern.</summary>
    None,

    /// <summary>shortestPath(...).</summary>
    One,

    /// <summary>allShortestPaths(...).</summary>
    All,
}

/// <summary><c>(n:Label {key: value} WHERE ...)</c>.</summary>
/// <param name="Span">With parentheses.</param>
/// <param name="Variable">Or <see langword="null"/> for an anonymous node.</param>
/// <param name="Labels">All of them are required.</param>
/// <param name="Properties">A map literal or a parameter.</param>
/// <param name="Where">A predicate inside the parentheses.</param>
public sealed record NodePatternSyntax(
    TextSpan Span,
    IdentifierSyntax? Variable,
    IReadOnlyList<IdentifierSyntax> Labels,
    ExpressionSyntax? Properties,
    ExpressionSyntax? Where) : SyntaxNode(Span)
{
    /// <summary>What else is required of the labels; no conjunctions.</summary>
    public IReadOnlyList<LabelExpressionSyntax> LabelTests { get; init; } = [];
}

/// <summary><c>-[r:A|B*1..3 {key: value}]-></c>.</summary>
/// <param name="Span">With both arms.</param>
/// <param name="Direction">As drawn.</param>
/// <param name="Variable">Or <see langword="null"/> for an anonymous relation.</param>
/// <param name="Types">One of them is required; empty for any.</param>
/// <param name="Length">The part behind *, or <see langword="null"/> for exactly one relation.</param>
/// <param name="Properties">A map literal or a parameter.</param>
/// <param name="Where">A predicate inside the brackets.</param>
public sealed record RelationPatternSyntax(
    TextSpan Span,
    PatternDirection Direction,
    IdentifierSyntax? Variable,
    IReadOnlyList<IdentifierSyntax> Types,
    PathLengthSyntax? Length,
    ExpressionSyntax? Properties,
    ExpressionSyntax? Where) : SyntaxNode(Span)
{
    /// <summary>What else is required of the type; no conjunctions.</summary>
    public IReadOnlyList<LabelExpressionSyntax> TypeTests { get; init; } = [];
}

/// <summary><c>*</c>, <c>*2</c>, <c>*1..</c>, <c>*..3</c> or <c>*1..3</c>.</summary>
/// <param name="Span">From the asterisk on.</param>
/// <param name="Minimum">Smallest number of relations, or <see langword="null"/> when not written.</param>
/// <param name="Maximum">Largest number of relations, or <see langword="null"/> when not written.</param>
public sealed record PathLengthSyntax(TextSpan Span, long? Minimum, long? Maximum) : SyntaxNode(Span);
