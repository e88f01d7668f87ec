using Reactor.Cypher.Text;

namespace Reactor.Cypher.Syntax;

/// <summary>A whole query: one or more branches joined by UNION.</summary>
/// <param name="Span">The whole text without surrounding blanks.</param>
/// <param name="Branches">At least one.</param>
/// <param name="Unions">One fewer than <paramref name="Branches"/>: what stands between them.</param>
public sealed record QuerySyntax(TextSpan Span, IReadOnlyList<BranchSyntax> Branches, IReadOnlyList<UnionSyntax> Unions) : SyntaxNode(Span);

/// <summary>Clauses from one UNION to the next, in order.</summary>
public sealed record BranchSyntax(TextSpan Span, IReadOnlyList<ClauseSyntax> Clauses) : SyntaxNode(Span);

/// <summary>UNION or UNION ALL.</summary>
public sealed record UnionSyntax(TextSpan Span, bool All) : SyntaxNode(Span);
