using Reactor.Cypher.Diagnostics;

namespace Reactor.Cypher.Syntax;

/// <content>GQL's expressions, rewritten like its statements.</content>
internal sealed partial class Parser
{
    private ExpressionSyntax ParseGqlWord()
    {
        var start = Start;
        var word = Current.Text.ToUpperInvariant();
        if (Is(TokenKind.Text, 1) && GqlWords.ConstructorOf(word) is { } constructor)
        {
            var name = new IdentifierSyntax(Take().Span, constructor);
            var text = new ExpressionSyntax.Literal(Current.Span, Take().Text);
            return new ExpressionSyntax.Call(SpanFrom(start), name, false, [text]) { Height = Above(text) };
        }

        if (Is(TokenKind.LeftParenthesis, 1))
        {
            return ParseNamed() is ExpressionSyntax.Call call ? Rewritten(call, word) : new ExpressionSyntax.Missing(Current.Span);
        }

        if (GqlWords.ClockOf(word) is { } clock && !Is(TokenKind.Dot, 1))
        {
            return new ExpressionSyntax.Call(Current.Span, new IdentifierSyntax(Take().Span, clock), false, []);
        }

        if (word == "VALUE" && Is(TokenKind.LeftBrace, 1))
        {
            Fail(DiagnosticCode.UnsupportedFeature, Current.Span, "VALUE { } is not supported; write OPTIONAL MATCH and an aggregate, or EXISTS { }");
        }

        if (word == "RECORD" && Is(TokenKind.LeftBrace, 1) && !Is(TokenKind.Dot, 2))
        {
            Take();
            return ParseMap();
        }

        if (word == "LIST" && Is(TokenKind.LeftBracket, 1))
        {
            Take();
            return ParseBracket();
        }

        return ParseNamed();
    }

    /// <summary>Functions that are operators in openCypher.</summary>
    private ExpressionSyntax Rewritten(ExpressionSyntax.Call call, string name) => (name, call.Arguments) switch
    {
        ("MOD", [var left, var right]) => new ExpressionSyntax.Binary(call.Span, BinaryOperator.Modulo, left, right) { Height = Above(left, right) },
        ("POWER", [var left, var right]) => new ExpressionSyntax.Binary(call.Span, BinaryOperator.Power, left, right) { Height = Above(left, right) },
        ("PROPERTY_EXISTS", [var element, ExpressionSyntax.Reference key]) => Above(element) is var height
            ? new ExpressionSyntax.IsNull(
                call.Span, new ExpressionSyntax.Property(call.Span, element, new IdentifierSyntax(key.Span, key.Name)) { Height = height }, true) { Height = Bounded(height + 1) }
            : call,
        ("SAME", { Count: > 1 } elements) => new ExpressionSyntax.Comparison(call.Span, elements, [.. elements.Skip(1).Select(_ => ComparisonOperator.Equal)]) { Height = call.Height },
        ("ALL_DIFFERENT", { Count: > 1 } elements) => elements
            .SelectMany((left, place) => elements.Skip(place + 1).Select(right => (ExpressionSyntax)Compared(call, left, ComparisonOperator.NotEqual, right)))
            .Aggregate((left, right) => new ExpressionSyntax.Binary(call.Span, BinaryOperator.And, left, right) { Height = Above(left, right) }),
        _ => call,
    };

    private ExpressionSyntax.Comparison Compared(SyntaxNode node, ExpressionSyntax left, ComparisonOperator comparison, ExpressionSyntax right) =>
        new(node.Span, [left, right], [comparison]) { Height = Above(left, right) };

    /// <summary>CAST(value AS TYPE) is the function that converts to that type.</summary>
    private ExpressionSyntax.Call ParseCast()
    {
        var start = Start;
        var name = Take().Span;
        Take();
        var value = ParseExpression();
        ExpectKeyword("AS");
        var zone = (IsKeyword("LOCAL") || IsKeyword("ZONED")) && IsName(1) ? $"{Take().Text} " : string.Empty;
        var function = IsName() ? GqlWords.CastTo(zone + Current.Text) : null;
        if (function is null)
        {
            Unexpected("STRING, INTEGER, FLOAT, BOOLEAN or a temporal type", GqlWords.CastTypes);
        }

        Take();
        Expect(TokenKind.RightParenthesis, ")");
        return new ExpressionSyntax.Call(SpanFrom(start), new IdentifierSyntax(name, function ?? string.Empty), false, [value]) { Height = Above(value) };
    }

    /// <summary>What stands behind IS [NOT], NULL apart: a truth value, the end of a relation, or labels, with or without the word LABELED.</summary>
    private ExpressionSyntax ParseTest(ExpressionSyntax left, bool negated)
    {
        var start = left.Span.Start;
        var test = ParseTest(left, start);
        return negated ? new ExpressionSyntax.Unary(SpanFrom(start), UnaryOperator.Not, test) { Height = Above(test) } : test;
    }

    private ExpressionSyntax ParseTest(ExpressionSyntax left, int start)
    {
        if (IsKeyword("TRUE") || IsKeyword("FALSE"))
        {
            var truth = new ExpressionSyntax.Literal(Current.Span, IsKeyword("TRUE"));
            var span = Take().Span;
            var equal = Compared(left, left, ComparisonOperator.Equal, truth);
            return new ExpressionSyntax.Call(SpanFrom(start), new IdentifierSyntax(span, "coalesce"), false, [equal, new ExpressionSyntax.Literal(span, false)])
            {
                Height = Above(equal),
            };
        }

        if (AcceptKeyword("UNKNOWN"))
        {
            return new ExpressionSyntax.IsNull(SpanFrom(start), left, false) { Height = Above(left) };
        }

        if ((IsKeyword("SOURCE") || IsKeyword("DESTINATION")) && IsKeyword("OF", 1))
        {
            var end = new IdentifierSyntax(Current.Span, IsKeyword("SOURCE") ? "startNode" : "endNode");
            Take();
            Take();
            var relation = ParseExpression(Precedence.Predicate + 1);
            var node = new ExpressionSyntax.Call(relation.Span, end, false, [relation]) { Height = Above(relation) };
            return Compared(left, left, ComparisonOperator.Equal, node);
        }

        if (IsKeyword("TYPED") || IsKeyword("NORMALIZED") || IsKeyword("DIRECTED"))
        {
            var word = Current.Text.ToUpperInvariant();
            Fail(DiagnosticCode.UnsupportedFeature, Current.Span, $"IS {word} is not supported; a label of that name is IS LABELED {Current.Text}");
        }

        AcceptKeyword("LABELED");
        return HasLabels(left, Labels([ParseLabelExpression(repeatsColon: false)]), start);
    }
}
