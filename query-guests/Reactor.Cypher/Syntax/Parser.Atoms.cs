using System.Text;
using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Syntax;

/// <content>Literals, brackets, calls, names.</content>
internal sealed partial class Parser
{
    private ExpressionSyntax ParseAtom()
    {
        // Whatever bracket an atom opens, it closes again.
        var outer = _barEnds;
        _barEnds = false;
        var atom = ParseOpenAtom();
        _barEnds = outer;
        return atom;
    }

    private ExpressionSyntax ParseOpenAtom()
    {
        switch (Current.Kind)
        {
            case TokenKind.Integer:
                return ParseInteger();
            case TokenKind.Float:
                return new ExpressionSyntax.Literal(Current.Span, Take().Number);
            case TokenKind.Text:
                return new ExpressionSyntax.Literal(Current.Span, Take().Text);
            case TokenKind.Dollar:
                return ParseParameter();
            case TokenKind.LeftParenthesis:
                return ParseParenthesis();
            case TokenKind.LeftBracket:
                return ParseBracket();
            case TokenKind.LeftBrace:
                return ParseMap();
            case TokenKind.Name:
                return ParseWord();
            case TokenKind.QuotedName:
                return ParseNamed();
            default:
                Unexpected("an expression");
                return new ExpressionSyntax.Missing(Current.Span);
        }
    }

    private ExpressionSyntax.Literal ParseInteger()
    {
        var token = Take();
        if (token.Magnitude > long.MaxValue)
        {
            Fail(DiagnosticCode.IntegerOverflow, token.Span, "This integer does not fit 64 bits (largest is 9223372036854775807)");
        }

        return new ExpressionSyntax.Literal(token.Span, unchecked((long)token.Magnitude));
    }

    private ExpressionSyntax.Parameter ParseParameter()
    {
        var start = Start;
        Take();

        // $1 is a parameter too; the lexer sees a number there.
        if (Is(TokenKind.Integer))
        {
            var digits = Take();
            return new ExpressionSyntax.Parameter(SpanFrom(start), _source.Slice(digits.Span));
        }

        var name = ParseName("a parameter's name");
        return new ExpressionSyntax.Parameter(SpanFrom(start), name.Name);
    }

    private ExpressionSyntax ParseParenthesis()
    {
        if (LooksLikePath(0))
        {
            return ParsePatternPredicate();
        }

        Take();
        var inner = ParseExpression();
        Expect(TokenKind.RightParenthesis, ")");
        return inner;
    }

    private ExpressionSyntax.PatternPredicate ParsePatternPredicate()
    {
        var start = Start;
        var outer = EnterTree();
        var pattern = ParsePathPattern();
        return new ExpressionSyntax.PatternPredicate(SpanFrom(start), pattern) { Height = LeaveTree(outer) };
    }

    private ExpressionSyntax ParseBracket()
    {
        var start = Start;
        var named = IsName(1) && Is(TokenKind.Equal, 2);
        var inside = named ? 3 : 1;
        if (Is(TokenKind.LeftParenthesis, inside) && LooksLikePath(inside))
        {
            return ParsePatternComprehension(start);
        }

        Take();
        var items = new List<ExpressionSyntax>();
        if (IsName() && IsKeyword("IN", 1))
        {
            // [x IN list ...] is a comprehension unless it turns out to be a list whose first item is a predicate. The source is read as
            // an operand of IN, which every list-valued expression is; so nothing has to be read twice.
            var variable = ParseName("a variable");
            Take();
            var source = ParseExpression(Precedence.Predicate + 1);
            if (Is(TokenKind.Bar) || Is(TokenKind.RightBracket) || IsKeyword("WHERE"))
            {
                return ParseListComprehension(start, variable, source);
            }

            var item = new ExpressionSyntax.Reference(variable.Span, variable.Name);
            var first = new ExpressionSyntax.In(TextSpan.Cover(variable.Span, source.Span), item, source) { Height = Above(item, source) };
            items.Add(ParseOperators(first, Precedence.Or));
            if (!Is(TokenKind.RightBracket))
            {
                Expect(TokenKind.Comma, ",");
            }
        }

        if (!Is(TokenKind.RightBracket))
        {
            do
            {
                items.Add(ParseExpression());
            }
            while (Accept(TokenKind.Comma));
        }

        Expect(TokenKind.RightBracket, "]");
        return new ExpressionSyntax.ListLiteral(SpanFrom(start), items) { Height = Above([.. items]) };
    }

    private ExpressionSyntax.ListComprehension ParseListComprehension(int start, IdentifierSyntax variable, ExpressionSyntax source)
    {
        var where = AcceptKeyword("WHERE") ? ParseUntilBar() : null;
        var projection = Accept(TokenKind.Bar) ? ParseExpression() : null;
        Expect(TokenKind.RightBracket, "]");
        return new ExpressionSyntax.ListComprehension(SpanFrom(start), variable, source, where, projection)
        {
            Height = Above(source, where, projection),
        };
    }

    private ExpressionSyntax ParseUntilBar()
    {
        _barEnds = true;
        var expression = ParseExpression();
        _barEnds = false;
        return expression;
    }

    private ExpressionSyntax.PatternComprehension ParsePatternComprehension(int start)
    {
        var outer = EnterTree();
        Take();
        var pattern = ParsePathPattern();
        var where = AcceptKeyword("WHERE") ? ParseUntilBar() : null;
        Expect(TokenKind.Bar, "|");
        var projection = ParseExpression();
        Expect(TokenKind.RightBracket, "]");
        return new ExpressionSyntax.PatternComprehension(SpanFrom(start), pattern, where, projection) { Height = LeaveTree(outer) };
    }

    private ExpressionSyntax.MapLiteral ParseMap()
    {
        var start = Start;
        Take();
        var entries = new List<MapEntrySyntax>();
        var height = 1;
        if (!Is(TokenKind.RightBrace))
        {
            do
            {
                var entryStart = Start;
                var key = ParseKey();
                Expect(TokenKind.Colon, ":");
                var value = ParseExpression();
                height = Math.Max(height, Above(value));
                entries.Add(new MapEntrySyntax(SpanFrom(entryStart), key, value));
            }
            while (Accept(TokenKind.Comma));
        }

        Expect(TokenKind.RightBrace, "}");
        return new ExpressionSyntax.MapLiteral(SpanFrom(start), entries) { Height = height };
    }

    private ExpressionSyntax ParseWord()
    {
        var start = Start;
        switch (Current.Text.ToUpperInvariant())
        {
            case "TRUE":
                return new ExpressionSyntax.Literal(Take().Span, true);
            case "FALSE":
                return new ExpressionSyntax.Literal(Take().Span, false);
            case "NULL":
                return new ExpressionSyntax.Literal(Take().Span, null);
            case "CASE":
                return ParseCase();
            case "COUNT" when Is(TokenKind.LeftParenthesis, 1) && Is(TokenKind.Star, 2):
                Take();
                Take();
                Take();
                Expect(TokenKind.RightParenthesis, ")");
                return new ExpressionSyntax.CountStar(SpanFrom(start));
            case "EXISTS" when Is(TokenKind.LeftBrace, 1):
                return ParseExists();
            case "SHORTESTPATH" or "ALLSHORTESTPATHS" when Is(TokenKind.LeftParenthesis, 1):
                return ParsePatternPredicate();
            case "ALL" or "ANY" or "NONE" or "SINGLE" when Is(TokenKind.LeftParenthesis, 1) && IsName(2) && IsKeyword("IN", 3):
                return ParseQuantifier();
            case "CAST" when _isGql && Is(TokenKind.LeftParenthesis, 1):
                return ParseCast();
            case "REDUCE" when Is(TokenKind.LeftParenthesis, 1):
                return ParseReduce();
            default:
                return _isGql ? ParseGqlWord() : ParseNamed();
        }
    }

    private ExpressionSyntax ParseNamed()
    {
        if (IsCall())
        {
            return ParseCall();
        }

        if (Is(TokenKind.Name) && Keywords.NotAVariable.Contains(Current.Text))
        {
            Unexpected("an expression");
            return new ExpressionSyntax.Missing(Current.Span);
        }

        var name = ParseName("a variable");
        return Is(TokenKind.LeftBrace) ? ParseMapProjection(name) : new ExpressionSyntax.Reference(name.Span, name.Name);
    }

    /// <summary>name(, or namespace.name( with any number of namespaces.</summary>
    private bool IsCall()
    {
        var ahead = 1;
        while (Is(TokenKind.Dot, ahead) && IsName(ahead + 1))
        {
            ahead += 2;
        }

        // IN (...) and the like are operators in front of a parenthesis.
        var isOperator = ahead == 1 && Is(TokenKind.Name) && Keywords.NotAVariable.Contains(Current.Text);
        return Is(TokenKind.LeftParenthesis, ahead) && !isOperator;
    }

    private ExpressionSyntax.Call ParseCall()
    {
        var start = Start;
        var name = new StringBuilder(Take().Text);
        while (Accept(TokenKind.Dot))
        {
            name.Append('.').Append(Take().Text);
        }

        var identifier = new IdentifierSyntax(SpanFrom(start), _isGql ? GqlWords.FunctionOf(name.ToString()) : name.ToString());
        Take();
        var distinct = AcceptKeyword("DISTINCT");
        var arguments = new List<ExpressionSyntax>();
        if (!Is(TokenKind.RightParenthesis))
        {
            do
            {
                arguments.Add(ParseExpression());
            }
            while (Accept(TokenKind.Comma));
        }

        Expect(TokenKind.RightParenthesis, ")");
        return new ExpressionSyntax.Call(SpanFrom(start), identifier, distinct, arguments) { Height = Above([.. arguments]) };
    }

    /// <summary>Opens a sub-tree whose expressions hang below patterns or clauses, where <see cref="Above"/> does not see them.</summary>
    private int EnterTree()
    {
        var outer = _tallest;
        _tallest = 0;
        return outer;
    }

    /// <returns>Height of a node over everything parsed since <see cref="EnterTree"/>.</returns>
    private int LeaveTree(int outer)
    {
        var height = Bounded(_tallest + 1);
        _tallest = Math.Max(outer, height);
        return height;
    }
}
