namespace Reactor.Cypher.Syntax;

/// <content>Expressions with a syntax of their own: CASE, EXISTS, quantifiers, reduce, map projections.</content>
internal sealed partial class Parser
{
    private ExpressionSyntax.Case ParseCase()
    {
        var start = Start;
        Take();
        var operand = IsKeyword("WHEN") ? null : ParseExpression();
        var branches = new List<CaseBranchSyntax>();
        var height = Above(operand);
        do
        {
            var branchStart = Start;
            ExpectKeyword("WHEN");
            var conditions = new List<ExpressionSyntax>();
            do
            {
                conditions.Add(ParseExpression());
                height = Math.Max(height, Above(conditions[^1]));
            }
            while (operand is not null && Accept(TokenKind.Comma));

            ExpectKeyword("THEN");
            var result = ParseExpression();
            height = Math.Max(height, Above(result));
            branches.Add(new CaseBranchSyntax(SpanFrom(branchStart), conditions, result));
        }
        while (IsKeyword("WHEN"));

        var otherwise = AcceptKeyword("ELSE") ? ParseExpression() : null;
        ExpectKeyword("END");
        return new ExpressionSyntax.Case(SpanFrom(start), operand, branches, otherwise) { Height = Math.Max(height, Above(otherwise)) };
    }

    private ExpressionSyntax.Exists ParseExists()
    {
        var start = Start;
        var outer = EnterTree();
        Take();
        Take();
        var query = Is(TokenKind.LeftParenthesis) || (IsName() && Is(TokenKind.Equal, 1)) ? ParseBareMatch() : ParseQuery();
        Expect(TokenKind.RightBrace, "}");
        return new ExpressionSyntax.Exists(SpanFrom(start), query) { Height = LeaveTree(outer) };
    }

    /// <summary>EXISTS { (a)-->(b) WHERE ... } without the word MATCH.</summary>
    private QuerySyntax ParseBareMatch()
    {
        var start = Start;
        var match = ParseMatch(start, optional: false);
        return new QuerySyntax(match.Span, [new BranchSyntax(match.Span, [match])], []);
    }

    private ExpressionSyntax.Quantifier ParseQuantifier()
    {
        var start = Start;
        var kind = Take().Text.ToUpperInvariant() switch
        {
            "ALL" => QuantifierKind.All,
            "ANY" => QuantifierKind.Any,
            "NONE" => QuantifierKind.None,
            _ => QuantifierKind.Single,
        };
        Take();
        var variable = ParseName("a variable");
        ExpectKeyword("IN");
        var source = ParseExpression();
        var where = AcceptKeyword("WHERE") ? ParseExpression() : null;
        Expect(TokenKind.RightParenthesis, ")");
        return new ExpressionSyntax.Quantifier(SpanFrom(start), kind, variable, source, where) { Height = Above(source, where) };
    }

    private ExpressionSyntax.Reduce ParseReduce()
    {
        var start = Start;
        Take();
        Take();
        var accumulator = ParseName("a variable");
        Expect(TokenKind.Equal, "=");
        var initial = ParseExpression();
        Expect(TokenKind.Comma, ",");
        var variable = ParseName("a variable");
        ExpectKeyword("IN");
        var source = ParseExpression();
        Expect(TokenKind.Bar, "|");
        var step = ParseExpression();
        Expect(TokenKind.RightParenthesis, ")");
        return new ExpressionSyntax.Reduce(SpanFrom(start), accumulator, initial, variable, source, step)
        {
            Height = Above(initial, source, step),
        };
    }

    private ExpressionSyntax.MapProjection ParseMapProjection(IdentifierSyntax target)
    {
        Take();
        var items = new List<MapProjectionItemSyntax>();
        var height = 1;
        if (!Is(TokenKind.RightBrace))
        {
            do
            {
                var item = ParseMapProjectionItem();
                height = Math.Max(height, Above(item.Value));
                items.Add(item);
            }
            while (Accept(TokenKind.Comma));
        }

        Expect(TokenKind.RightBrace, "}");
        return new ExpressionSyntax.MapProjection(SpanFrom(target.Span.Start), target, items) { Height = height };
    }

    private MapProjectionItemSyntax ParseMapProjectionItem()
    {
        var start = Start;
        if (Accept(TokenKind.Dot))
        {
            var selected = Accept(TokenKind.Star) ? null : ParseKey();
            return new MapProjectionItemSyntax(SpanFrom(start), selected, null);
        }

        var key = ParseKey();
        var value = Accept(TokenKind.Colon) ? ParseExpression() : new ExpressionSyntax.Reference(key.Span, key.Name);
        return new MapProjectionItemSyntax(SpanFrom(start), key, value);
    }
}
