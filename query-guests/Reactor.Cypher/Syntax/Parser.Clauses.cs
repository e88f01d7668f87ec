using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Syntax;

/// <content>Queries, clauses, projections.</content>
internal sealed partial class Parser
{
    private QuerySyntax ParseQuery()
    {
        var start = Start;
        var branches = new List<BranchSyntax> { ParseAnyBranch() };
        var unions = new List<UnionSyntax>();
        while (IsKeyword("UNION"))
        {
            var unionStart = Start;
            Take();
            var all = AcceptKeyword("ALL");
            if (!all)
            {
                AcceptKeyword("DISTINCT");
            }

            unions.Add(new UnionSyntax(SpanFrom(unionStart), all));
            branches.Add(ParseAnyBranch());
        }

        return new QuerySyntax(SpanFrom(start), branches, unions);
    }

    private BranchSyntax ParseAnyBranch() => _isGql ? ParseGqlBranch() : ParseBranch();

    private BranchSyntax ParseBranch()
    {
        var start = Start;
        var clauses = new List<ClauseSyntax>();
        while (TryParseClause() is { } clause)
        {
            clauses.Add(clause);
        }

        if (clauses.Count == 0)
        {
            Unexpected("MATCH, UNWIND, WITH or RETURN", Keywords.Clauses);
        }

        return new BranchSyntax(SpanFrom(start), clauses);
    }

    private ClauseSyntax? TryParseClause()
    {
        var start = Start;
        if (AcceptKeyword("MATCH"))
        {
            return ParseMatch(start, optional: false);
        }

        if (IsKeyword("OPTIONAL"))
        {
            Take();
            ExpectKeyword("MATCH");
            return ParseMatch(start, optional: true);
        }

        if (AcceptKeyword("UNWIND"))
        {
            var keyword = SpanFrom(start);
            var list = ParseExpression();
            ExpectKeyword("AS");
            var variable = ParseName("a variable");
            return new ClauseSyntax.Unwind(SpanFrom(start), list, variable) { KeywordSpan = keyword };
        }

        if (AcceptKeyword("WITH"))
        {
            var keyword = SpanFrom(start);
            var projection = ParseProjection();
            var where = AcceptKeyword("WHERE") ? ParseExpression() : null;
            return new ClauseSyntax.With(SpanFrom(start), projection, where) { KeywordSpan = keyword };
        }

        if (AcceptKeyword("RETURN"))
        {
            var keyword = SpanFrom(start);
            return new ClauseSyntax.Return(SpanFrom(start), ParseProjection()) { KeywordSpan = keyword };
        }

        RefuseOtherClauses();
        return null;
    }

    private void RefuseOtherClauses()
    {
        if (!Is(TokenKind.Name))
        {
            return;
        }

        var word = Current.Text;
        if (Keywords.WritingClauses.Contains(word))
        {
            var shown = word.ToUpperInvariant();
            Fail(DiagnosticCode.UnsupportedFeature, Current.Span, $"A continuous query only reads; {shown} is not supported");
        }
        else if (Keywords.OtherClauses.Contains(word))
        {
            Fail(DiagnosticCode.UnsupportedFeature, Current.Span, $"{word.ToUpperInvariant()} is not supported");
        }
    }

    private ClauseSyntax.Match ParseMatch(int start, bool optional)
    {
        var keyword = SpanFrom(start);
        if (_isGql)
        {
            AcceptMatchMode();
        }

        var patterns = new List<PathPatternSyntax>();
        do
        {
            patterns.Add(ParsePathPattern());
        }
        while (Accept(TokenKind.Comma));

        var where = AcceptKeyword("WHERE") ? ParseExpression() : null;
        return new ClauseSyntax.Match(SpanFrom(start), optional, patterns, where) { KeywordSpan = keyword };
    }

    private ProjectionSyntax ParseProjection() => ParseProjection(out _);

    private ProjectionSyntax ParseProjection(out List<ProjectionItemSyntax>? groupBy)
    {
        var start = Start;
        var distinct = AcceptKeyword("DISTINCT");
        if (_isGql && !distinct && IsKeyword("ALL") && IsName(1) && !IsKeyword("AS", 1))
        {
            Take();
        }

        TextSpan? star = null;
        var items = new List<ProjectionItemSyntax>();
        if (Is(TokenKind.Star))
        {
            star = Take().Span;
        }

        if (star is null || Accept(TokenKind.Comma))
        {
            do
            {
                items.Add(ParseProjectionItem());
            }
            while (Accept(TokenKind.Comma));
        }

        groupBy = ParseGroupBy();
        var orderBy = ParseOrderBy();
        var skip = AcceptKeyword("SKIP") || AcceptKeyword("OFFSET") ? ParseExpression() : null;
        var limit = AcceptKeyword("LIMIT") ? ParseExpression() : null;
        return new ProjectionSyntax(SpanFrom(start), distinct, star, items, orderBy, skip, limit);
    }

    private ProjectionItemSyntax ParseProjectionItem()
    {
        var start = Start;
        var expression = ParseExpression();
        var expressionSpan = SpanFrom(start);
        var alias = AcceptKeyword("AS") ? ParseName("a name") : null;
        return new ProjectionItemSyntax(SpanFrom(start), expression, expressionSpan, alias);
    }

    private List<SortItemSyntax> ParseOrderBy()
    {
        var items = new List<SortItemSyntax>();
        if (!AcceptKeyword("ORDER"))
        {
            return items;
        }

        ExpectKeyword("BY");
        do
        {
            var start = Start;
            var expression = ParseExpression();
            var descending = AcceptKeyword("DESC") || AcceptKeyword("DESCENDING");
            if (!descending)
            {
                _ = AcceptKeyword("ASC") || AcceptKeyword("ASCENDING");
            }

            if (_isGql && AcceptKeyword("NULLS") && AcceptNullOrder() is var first && first != descending)
            {
                items.Add(new SortItemSyntax(SpanFrom(start), new ExpressionSyntax.IsNull(expression.Span, expression, false) { Height = Above(expression) }, first));
            }

            items.Add(new SortItemSyntax(SpanFrom(start), expression, descending));
        }
        while (Accept(TokenKind.Comma));

        return items;
    }
}
