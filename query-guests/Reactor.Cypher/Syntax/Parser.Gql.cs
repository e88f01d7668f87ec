using Reactor.Cypher.Binding;
using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Syntax;

/// <content>GQL's statements, rewritten into the clauses of openCypher that mean the same; nothing behind the parser knows GQL.</content>
internal sealed partial class Parser
{
    private BranchSyntax ParseGqlBranch()
    {
        var start = Start;
        var clauses = new List<ClauseSyntax>();
        while (TryParseStatement(clauses))
        {
        }

        if (clauses.Count == 0)
        {
            Unexpected("MATCH, LET, FOR or RETURN", GqlWords.Statements);
        }

        return new BranchSyntax(SpanFrom(start), clauses);
    }

    private bool TryParseStatement(List<ClauseSyntax> clauses)
    {
        var start = Start;
        if (AcceptKeyword("MATCH"))
        {
            clauses.Add(ParseMatch(start, optional: false));
        }
        else if (AcceptKeyword("OPTIONAL"))
        {
            clauses.Add(ParseOptional(start));
        }
        else if (AcceptKeyword("LET"))
        {
            clauses.Add(ParseLet(start, isFirst: clauses.Count == 0));
        }
        else if (AcceptKeyword("FILTER"))
        {
            var keyword = SpanFrom(start);
            AcceptKeyword("WHERE");
            clauses.Add(new ClauseSyntax.With(SpanFrom(start), Everything(keyword, []), ParseExpression()) { KeywordSpan = keyword });
        }
        else if (AcceptKeyword("FOR"))
        {
            var keyword = SpanFrom(start);
            var variable = ParseName("a variable");
            ExpectKeyword("IN");
            var list = ParseExpression();
            clauses.AddRange(AcceptKeyword("WITH")
                ? ParseNumbering(start, keyword, variable, list)
                : [new ClauseSyntax.Unwind(SpanFrom(start), list, variable) { KeywordSpan = keyword }]);
        }
        else if (AcceptKeyword("YIELD"))
        {
            var keyword = SpanFrom(start);
            var projection = ParseProjection(out var keys);
            if (keys is not null)
            {
                Fail(DiagnosticCode.UnexpectedSyntax, SpanFrom(start), "YIELD cannot group; use RETURN ... GROUP BY ... NEXT");
            }

            clauses.Add(new ClauseSyntax.With(SpanFrom(start), projection, null) { KeywordSpan = keyword });
        }
        else if (AcceptKeyword("RETURN"))
        {
            ParseResult(start, clauses);
        }
        else if (IsKeyword("ORDER") || IsKeyword("OFFSET") || IsKeyword("SKIP") || IsKeyword("LIMIT"))
        {
            var keyword = Current.Span;
            var orderBy = ParseOrderBy();
            var skip = AcceptKeyword("SKIP") || AcceptKeyword("OFFSET") ? ParseExpression() : null;
            var limit = AcceptKeyword("LIMIT") ? ParseExpression() : null;
            var page = Everything(keyword, []) with { OrderBy = orderBy, Skip = skip, Limit = limit };
            clauses.Add(new ClauseSyntax.With(SpanFrom(start), page, null) { KeywordSpan = keyword });
        }
        else
        {
            RefuseOtherStatements();
            return false;
        }

        return true;
    }

    /// <summary>LET keeps every row, so an aggregate, which would group them, has no place in it.</summary>
    private ClauseSyntax.With ParseLet(int start, bool isFirst)
    {
        var keyword = SpanFrom(start);
        var items = new List<ProjectionItemSyntax>();
        do
        {
            var itemStart = Start;
            var name = ParseName("a variable");
            Expect(TokenKind.Equal, "=");
            var valueStart = Start;
            var value = ParseExpression();
            if (AggregateSyntax.FindIn(value) is { } aggregate)
            {
                Fail(DiagnosticCode.InvalidAggregation, aggregate, "LET cannot aggregate; use RETURN ... NEXT");
            }

            items.Add(new ProjectionItemSyntax(SpanFrom(itemStart), value, SpanFrom(valueStart), name));
        }
        while (Accept(TokenKind.Comma));

        var projection = isFirst ? new ProjectionSyntax(SpanFrom(start), false, null, items, [], null, null) : Everything(keyword, items);
        return new ClauseSyntax.With(SpanFrom(start), projection, null) { KeywordSpan = keyword };
    }

    private static ProjectionSyntax Everything(TextSpan keyword, IReadOnlyList<ProjectionItemSyntax> items) =>
        new(keyword, false, keyword, items, [], null, null);

    /// <summary>RETURN, which NEXT turns into a WITH.</summary>
    private void ParseResult(int start, List<ClauseSyntax> clauses)
    {
        var keyword = SpanFrom(start);
        var projection = ParseProjection(out var keys);
        var hidden = keys is null ? [] : CheckGrouping(projection, keys);

        // Groups of which nothing is aggregated are the distinct keys.
        var isDistinct = keys is not null && !projection.Items.Any(item => AggregateSyntax.FindIn(item.Expression) is not null);
        if (hidden.Count > 0)
        {
            // Keys that are not returned still group: an inner projection has them, the outer one leaves them out.
            IReadOnlyList<ProjectionItemSyntax> inner = [.. projection.Items.Select(Named), .. hidden];
            var grouped = projection with { Distinct = isDistinct, Items = inner, OrderBy = [], Skip = null, Limit = null };
            clauses.Add(new ClauseSyntax.With(SpanFrom(start), grouped, null) { KeywordSpan = keyword });
            projection = projection with { Items = [.. projection.Items.Select(Named).Select(Passed)] };
        }
        else if (isDistinct)
        {
            projection = projection with { Distinct = true };
        }

        clauses.Add(AcceptKeyword("NEXT")
            ? new ClauseSyntax.With(SpanFrom(start), projection, null) { KeywordSpan = keyword }
            : new ClauseSyntax.Return(SpanFrom(start), projection) { KeywordSpan = keyword });
    }

    /// <summary>An item without alias is called by its text.</summary>
    private ProjectionItemSyntax Named(ProjectionItemSyntax item) =>
        item with { Alias = item.Alias ?? new IdentifierSyntax(item.ExpressionSpan, _source.Slice(item.ExpressionSpan)) };

    private static ProjectionItemSyntax Passed(ProjectionItemSyntax item) =>
        item with { Expression = new ExpressionSyntax.Reference(item.Alias!.Span, item.Alias.Name) };

    /// <returns>The keys that no item shows.</returns>
    private List<ProjectionItemSyntax> CheckGrouping(ProjectionSyntax projection, List<ProjectionItemSyntax> keys)
    {
        foreach (var item in projection.Items)
        {
            if (AggregateSyntax.FindIn(item.Expression) is null && !keys.Any(key => IsKey(item, key)))
            {
                Fail(DiagnosticCode.InvalidAggregation, item.Span, $"'{_source.Slice(item.ExpressionSpan)}' is neither aggregated nor a key of GROUP BY");
            }
        }

        var hidden = new List<ProjectionItemSyntax>();
        foreach (var key in keys.Where(key => !projection.Items.Any(item => IsKey(item, key))))
        {
            var name = $"key{hidden.Count}";
            while (projection.Items.Any(item => Named(item).Alias!.Name == name))
            {
                name += "'";
            }

            hidden.Add(key with { Alias = new IdentifierSyntax(key.Span, name) });
        }

        return hidden;
    }

    private bool IsKey(ProjectionItemSyntax item, ProjectionItemSyntax key) =>
        (key.Expression is ExpressionSyntax.Reference reference && reference.Name == item.Alias?.Name)
        || _source.Slice(item.ExpressionSpan) == _source.Slice(key.ExpressionSpan);

    private List<ProjectionItemSyntax>? ParseGroupBy()
    {
        if (!_isGql || !AcceptKeyword("GROUP"))
        {
            return null;
        }

        ExpectKeyword("BY");
        var keys = new List<ProjectionItemSyntax>();
        if (Accept(TokenKind.LeftParenthesis))
        {
            Expect(TokenKind.RightParenthesis, ")");
            return keys;
        }

        do
        {
            var start = Start;
            var key = ParseExpression();
            keys.Add(new ProjectionItemSyntax(SpanFrom(start), key, SpanFrom(start), null));
        }
        while (Accept(TokenKind.Comma));

        return keys;
    }

    /// <summary>Whether IS opens a label here, as in <c>(IS Room)</c>.</summary>
    private bool IsLabelWord() => _isGql && IsKeyword("IS") && (IsName(1) || Peek(1).Kind is TokenKind.Exclamation or TokenKind.Percent or TokenKind.LeftParenthesis);
}
