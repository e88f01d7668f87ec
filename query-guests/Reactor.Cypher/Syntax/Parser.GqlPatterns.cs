using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Syntax;

/// <content>GQL's patterns, and statements over lists and pages, as far as openCypher has the same meaning for them.</content>
internal sealed partial class Parser
{
    /// <summary>OPTIONAL MATCH, or OPTIONAL { MATCH ... }.</summary>
    private ClauseSyntax.Match ParseOptional(int start)
    {
        var isBlock = Accept(TokenKind.LeftBrace);
        ExpectKeyword("MATCH");
        var match = ParseMatch(start, optional: true);
        if (isBlock && !Is(TokenKind.RightBrace))
        {
            Fail(DiagnosticCode.UnsupportedFeature, Current.Span, "OPTIONAL { } takes one MATCH, with WHERE");
        }

        if (isBlock)
        {
            Take();
        }

        return match;
    }

    /// <summary>FOR x IN list WITH ORDINALITY i: the numbers from 1 on, and the item of each; WITH OFFSET i: from 0 on.</summary>
    private ClauseSyntax[] ParseNumbering(int start, TextSpan keyword, IdentifierSyntax variable, ExpressionSyntax list)
    {
        var first = AcceptKeyword("ORDINALITY") ? 1L : 0L;
        if (first == 0)
        {
            ExpectKeyword("OFFSET");
        }

        var number = ParseName("a variable");
        var span = SpanFrom(start);
        ExpressionSyntax size = Apply("coalesce", Apply("size", list), new ExpressionSyntax.Literal(span, 0L));
        var last = new ExpressionSyntax.Binary(span, BinaryOperator.Subtract, size, new ExpressionSyntax.Literal(span, 1 - first)) { Height = Above(size) };
        var numbers = Apply("range", new ExpressionSyntax.Literal(span, first), last);
        var place = new ExpressionSyntax.Binary(
            span, BinaryOperator.Subtract, new ExpressionSyntax.Reference(number.Span, number.Name), new ExpressionSyntax.Literal(span, first)) { Height = 2 };
        var item = new ExpressionSyntax.Index(span, list, place) { Height = Above(list, place) };
        return
        [
            new ClauseSyntax.Unwind(span, numbers, number) { KeywordSpan = keyword },
            new ClauseSyntax.With(span, Everything(keyword, [new ProjectionItemSyntax(variable.Span, item, list.Span, variable)]), null) { KeywordSpan = keyword },
        ];

        ExpressionSyntax.Call Apply(string function, params ExpressionSyntax[] arguments) =>
            new(span, new IdentifierSyntax(span, function), false, arguments) { Height = Above(arguments) };
    }

    /// <summary>Whether nulls come first.</summary>
    private bool AcceptNullOrder()
    {
        if (AcceptKeyword("FIRST"))
        {
            return true;
        }

        ExpectKeyword("LAST");
        return false;
    }

    /// <summary>The relations of a MATCH are different ones anyway.</summary>
    private void AcceptMatchMode()
    {
        if (IsKeyword("DIFFERENT"))
        {
            Take();
            _ = AcceptKeyword("EDGES") || AcceptKeyword("RELATIONSHIPS") || AcceptKeyword("EDGE") || AcceptKeyword("RELATIONSHIP");
            AcceptKeyword("BINDINGS");
        }
        else if (IsKeyword("REPEATABLE"))
        {
            Fail(DiagnosticCode.UnsupportedFeature, Current.Span, "REPEATABLE ELEMENTS is not supported; the relations of a MATCH are all different");
        }
    }

    /// <summary>TRAIL is what every path is; of the searches there are ANY SHORTEST and ALL SHORTEST.</summary>
    private ShortestPathKind ParsePathPrefix()
    {
        var start = Start;
        var kind = ShortestPathKind.None;
        if (IsKeyword("ANY") || (IsKeyword("ALL") && IsKeyword("SHORTEST", 1)))
        {
            kind = IsKeyword("ANY") ? ShortestPathKind.One : ShortestPathKind.All;
            Take();
            if (!AcceptKeyword("SHORTEST"))
            {
                Fail(DiagnosticCode.UnsupportedFeature, SpanFrom(start), "ANY without SHORTEST is not supported");
            }
        }
        else
        {
            AcceptKeyword("ALL");
        }

        if (IsKeyword("WALK") || IsKeyword("ACYCLIC") || IsKeyword("SIMPLE") || IsKeyword("SHORTEST"))
        {
            var word = Current.Text.ToUpperInvariant();
            Fail(DiagnosticCode.UnsupportedFeature, Current.Span, $"{word} is not supported; every path is a TRAIL, whose relations are all different");
        }

        AcceptKeyword("TRAIL");
        _ = AcceptKeyword("PATH") || AcceptKeyword("PATHS");
        return kind;
    }

    /// <summary><c>*</c>, <c>+</c>, <c>{2}</c>, <c>{1,3}</c>, <c>{1,}</c> or <c>{,3}</c> behind a relation.</summary>
    private PathLengthSyntax? ParseRepetition()
    {
        var start = Start;
        if (Accept(TokenKind.Star))
        {
            return new PathLengthSyntax(SpanFrom(start), 0, null);
        }

        if (Accept(TokenKind.Plus))
        {
            return new PathLengthSyntax(SpanFrom(start), 1, null);
        }

        if (!Accept(TokenKind.LeftBrace))
        {
            return null;
        }

        var minimum = ParseLengthBound();
        var maximum = Accept(TokenKind.Comma) ? ParseLengthBound() : minimum;
        Expect(TokenKind.RightBrace, "}");
        return new PathLengthSyntax(SpanFrom(start), minimum ?? 0, maximum);
    }

    /// <summary>Says what to write instead of a statement that is none here.</summary>
    private void RefuseOtherStatements()
    {
        if (Is(TokenKind.Name) && GqlWords.Instead(Current.Text) is { } instead)
        {
            Fail(DiagnosticCode.UnsupportedFeature, Current.Span, $"{Current.Text.ToUpperInvariant()} is not supported; {instead}");
            return;
        }

        RefuseOtherClauses();
    }
}
