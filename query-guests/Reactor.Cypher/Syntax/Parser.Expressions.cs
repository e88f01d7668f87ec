using Reactor.Cypher.Diagnostics;

namespace Reactor.Cypher.Syntax;

/// <content>Operators, by precedence climbing.</content>
internal sealed partial class Parser
{
    private ExpressionSyntax ParseExpression(Precedence minimum = Precedence.Or)
    {
        if (_nesting == SyntaxLimits.Nesting)
        {
            Fail(DiagnosticCode.QueryTooComplex, Current.Span, $"Expressions are nested more than {SyntaxLimits.Nesting} deep");
            return new ExpressionSyntax.Missing(Current.Span);
        }

        _nesting++;
        var expression = ParseOperators(ParsePrefix(minimum), minimum);
        _nesting--;
        return expression;
    }

    private ExpressionSyntax ParsePrefix(Precedence minimum)
    {
        var start = Start;
        if (minimum <= Precedence.Not && AcceptKeyword("NOT"))
        {
            var operand = ParseExpression(Precedence.Not);
            return new ExpressionSyntax.Unary(SpanFrom(start), UnaryOperator.Not, operand) { Height = Above(operand) };
        }

        if (Current.Kind is not (TokenKind.Plus or TokenKind.Minus))
        {
            return ParsePostfix(ParseAtom(), start);
        }

        var isMinus = Take().Kind == TokenKind.Minus;
        if (isMinus && Current.Kind is TokenKind.Integer or TokenKind.Float)
        {
            return ParsePostfix(ParseNegativeNumber(start), start);
        }

        var inner = ParseExpression(Precedence.Unary);
        var sign = isMinus ? UnaryOperator.Negate : UnaryOperator.Plus;
        return new ExpressionSyntax.Unary(SpanFrom(start), sign, inner) { Height = Above(inner) };
    }

    /// <summary>The sign belongs to the literal, or the smallest integer could not be written.</summary>
    private ExpressionSyntax.Literal ParseNegativeNumber(int start)
    {
        var token = Take();
        // The cast keeps the conditional from turning the integer into a float.
        var value = token.Kind == TokenKind.Integer ? (object)unchecked(-(long)token.Magnitude) : -token.Number;
        return new ExpressionSyntax.Literal(SpanFrom(start), value);
    }

    private ExpressionSyntax ParseOperators(ExpressionSyntax left, Precedence minimum)
    {
        while (true)
        {
            var precedence = PeekOperator(out var binary);
            if (precedence < minimum)
            {
                return left;
            }

            left = precedence switch
            {
                Precedence.Comparison => ParseComparison(left),
                Precedence.Predicate => ParsePredicate(left),
                _ => ParseBinary(left, binary, precedence),
            };
        }
    }

    /// <returns><see cref="Precedence.None"/> when no infix operator follows.</returns>
    private Precedence PeekOperator(out BinaryOperator binary)
    {
        (var precedence, binary) = Current.Kind switch
        {
            TokenKind.Plus => (Precedence.Additive, BinaryOperator.Add),
            TokenKind.Minus => (Precedence.Additive, BinaryOperator.Subtract),
            TokenKind.Star => (Precedence.Multiplicative, BinaryOperator.Multiply),
            TokenKind.Slash => (Precedence.Multiplicative, BinaryOperator.Divide),
            TokenKind.Percent => (Precedence.Multiplicative, BinaryOperator.Modulo),
            TokenKind.Bar when _isGql && Is(TokenKind.Bar, 1) => (Precedence.Additive, BinaryOperator.Add),
            TokenKind.Caret => (Precedence.Power, BinaryOperator.Power),
            TokenKind.Matches => (Precedence.Predicate, default),
            TokenKind.Name => PeekWord(),
            _ => (ComparisonAt() is null ? Precedence.None : Precedence.Comparison, default),
        };
        return precedence;
    }

    private (Precedence Precedence, BinaryOperator Operator) PeekWord() => Current.Text.ToUpperInvariant() switch
    {
        "OR" => (Precedence.Or, BinaryOperator.Or),
        "XOR" => (Precedence.Xor, BinaryOperator.Xor),
        "AND" => (Precedence.And, BinaryOperator.And),
        "IN" or "IS" or "STARTS" or "ENDS" or "CONTAINS" => (Precedence.Predicate, default),
        _ => (Precedence.None, default),
    };

    private ComparisonOperator? ComparisonAt() => Current.Kind switch
    {
        TokenKind.Equal => ComparisonOperator.Equal,
        TokenKind.NotEqual => ComparisonOperator.NotEqual,
        TokenKind.Less => ComparisonOperator.Less,
        TokenKind.LessOrEqual => ComparisonOperator.LessOrEqual,
        TokenKind.Greater => ComparisonOperator.Greater,
        TokenKind.GreaterOrEqual => ComparisonOperator.GreaterOrEqual,
        _ => null,
    };

    private ExpressionSyntax.Binary ParseBinary(ExpressionSyntax left, BinaryOperator binary, Precedence precedence)
    {
        if (Take().Kind == TokenKind.Bar)
        {
            Take();
        }

        var right = ParseExpression(precedence + 1);
        return new ExpressionSyntax.Binary(SpanFrom(left.Span.Start), binary, left, right) { Height = Above(left, right) };
    }

    private ExpressionSyntax.Comparison ParseComparison(ExpressionSyntax first)
    {
        var operands = new List<ExpressionSyntax> { first };
        var operators = new List<ComparisonOperator>();
        while (ComparisonAt() is { } comparison)
        {
            Take();
            operators.Add(comparison);
            operands.Add(ParseExpression(Precedence.Comparison + 1));
        }

        return new ExpressionSyntax.Comparison(SpanFrom(first.Span.Start), operands, operators) { Height = Above([.. operands]) };
    }

    private ExpressionSyntax ParsePredicate(ExpressionSyntax left)
    {
        var start = left.Span.Start;
        if (AcceptKeyword("IS"))
        {
            var negated = AcceptKeyword("NOT");
            if (_isGql && !IsKeyword("NULL"))
            {
                return ParseTest(left, negated);
            }

            ExpectKeyword("NULL");
            return new ExpressionSyntax.IsNull(SpanFrom(start), left, negated) { Height = Above(left) };
        }

        if (AcceptKeyword("IN"))
        {
            var list = ParseExpression(Precedence.Predicate + 1);
            return new ExpressionSyntax.In(SpanFrom(start), left, list) { Height = Above(left, list) };
        }

        var text = ParseStringOperator();
        var right = ParseExpression(Precedence.Predicate + 1);
        return new ExpressionSyntax.StringPredicate(SpanFrom(start), text, left, right) { Height = Above(left, right) };
    }

    private StringOperator ParseStringOperator()
    {
        if (Accept(TokenKind.Matches))
        {
            return StringOperator.Matches;
        }

        if (AcceptKeyword("CONTAINS"))
        {
            return StringOperator.Contains;
        }

        var ends = IsKeyword("ENDS");
        Take();
        ExpectKeyword("WITH");
        return ends ? StringOperator.EndsWith : StringOperator.StartsWith;
    }

    private ExpressionSyntax ParsePostfix(ExpressionSyntax target, int start)
    {
        while (true)
        {
            if (Accept(TokenKind.Dot))
            {
                var key = ParseKey();
                target = new ExpressionSyntax.Property(SpanFrom(start), target, key) { Height = Above(target) };
            }
            else if (Accept(TokenKind.LeftBracket))
            {
                target = ParseSubscript(target, start);
            }
            else if (Is(TokenKind.Colon))
            {
                var labels = ParseLabels();
                target = HasLabels(target, labels, start);
            }
            else
            {
                return target;
            }
        }
    }

    private ExpressionSyntax.HasLabels HasLabels(ExpressionSyntax target, LabelsSyntax labels, int start) =>
        new(SpanFrom(start), target, labels.Names)
        {
            Tests = labels.Tests,
            Height = labels.Tests.Aggregate(Above(target), (height, test) => Math.Max(height, Bounded(test.Height + target.Height))),
        };

    private ExpressionSyntax ParseSubscript(ExpressionSyntax target, int start)
    {
        var from = Is(TokenKind.DotDot) ? null : ParseExpression();
        if (!Accept(TokenKind.DotDot))
        {
            Expect(TokenKind.RightBracket, "]");
            var subscript = from ?? new ExpressionSyntax.Missing(Current.Span);
            return new ExpressionSyntax.Index(SpanFrom(start), target, subscript) { Height = Above(target, subscript) };
        }

        var to = Is(TokenKind.RightBracket) ? null : ParseExpression();
        Expect(TokenKind.RightBracket, "]");
        return new ExpressionSyntax.Slice(SpanFrom(start), target, from, to) { Height = Above(target, from, to) };
    }

    /// <summary>Height of a node over <paramref name="children"/>.</summary>
    private int Above(params ReadOnlySpan<ExpressionSyntax?> children)
    {
        var height = 0;
        foreach (var child in children)
        {
            height = Math.Max(height, child?.Height ?? 0);
        }

        return Bounded(height + 1);
    }

    private int Bounded(int height)
    {
        if (height > SyntaxLimits.TreeHeight)
        {
            Fail(DiagnosticCode.QueryTooComplex, Current.Span, $"More than {SyntaxLimits.TreeHeight} operators build on each other here");
        }

        _tallest = Math.Max(_tallest, height);
        return height;
    }

    /// <summary>Binding strength, weakest first.</summary>
    /// <remarks>As the grammar has it since predicates such as IN moved between comparison and addition; the Technology Compatibility Kit
    /// demands that (<c>[1]+[2] IN [3]+[4]</c>). Postfix operators bind strongest and are not listed.</remarks>
    private enum Precedence
    {
        None,
        Or,
        Xor,
        And,
        Not,
        Comparison,
        Predicate,
        Additive,
        Multiplicative,
        Power,
        Unary,
    }
}
