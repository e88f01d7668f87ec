using Reactor.Cypher.Diagnostics;

namespace Reactor.Cypher.Syntax;

/// <content>Label expressions: <c>!</c> binds closest, then <c>&amp;</c>, then <c>|</c>.</content>
internal sealed partial class Parser
{
    /// <summary>Whether a bar ends the expression instead of joining labels: in WHERE of a comprehension, outside of brackets.</summary>
    private bool _barEnds;

    /// <summary>What a node must carry; nothing is required where nothing is written.</summary>
    private LabelsSyntax ParseLabels()
    {
        var links = new List<LabelExpressionSyntax>();
        while (Accept(TokenKind.Colon) || (_isGql && AcceptKeyword("IS")))
        {
            links.Add(ParseLabelExpression(repeatsColon: false));
            if (links.Count > 1 && links.Find(link => link is not LabelExpressionSyntax.Name) is { } other)
            {
                Fail(DiagnosticCode.UnexpectedSyntax, other.Span, "Behind a second ':' stands a single label; join expressions by '&'");
            }
        }

        return Labels(links);
    }

    /// <summary>What a type must be.</summary>
    private LabelsSyntax ParseTypes()
    {
        if (!Accept(TokenKind.Colon) && !(_isGql && AcceptKeyword("IS")))
        {
            return new LabelsSyntax([], []);
        }

        // Older queries repeat the colon: :A|:B.
        Accept(TokenKind.Colon);
        var operands = Conjuncts(ParseLabelExpression(repeatsColon: true)).ToList();
        var types = operands.Find(IsChoice);
        return new LabelsSyntax(
            types is null ? [] : [.. Names(types)],
            [.. operands.Where(operand => operand != types && operand is not LabelExpressionSyntax.Any)]);
    }

    private static LabelsSyntax Labels(IEnumerable<LabelExpressionSyntax> links)
    {
        var operands = links.SelectMany(Conjuncts).ToArray();
        return new LabelsSyntax(
            [.. operands.OfType<LabelExpressionSyntax.Name>().Select(name => name.Label)],
            [.. operands.Where(operand => operand is not LabelExpressionSyntax.Name)]);
    }

    private static IEnumerable<LabelExpressionSyntax> Conjuncts(LabelExpressionSyntax expression) =>
        expression is LabelExpressionSyntax.And both ? Conjuncts(both.Left).Concat(Conjuncts(both.Right)) : [expression];

    private static bool IsChoice(LabelExpressionSyntax expression) => expression switch
    {
        LabelExpressionSyntax.Name => true,
        LabelExpressionSyntax.Or either => IsChoice(either.Left) && IsChoice(either.Right),
        _ => false,
    };

    private static IEnumerable<IdentifierSyntax> Names(LabelExpressionSyntax choice) => choice switch
    {
        LabelExpressionSyntax.Or either => Names(either.Left).Concat(Names(either.Right)),
        LabelExpressionSyntax.Name name => [name.Label],
        _ => [],
    };

    private LabelExpressionSyntax ParseLabelExpression(bool repeatsColon)
    {
        var start = Start;
        var left = ParseLabelConjunction();
        while (!_barEnds && Accept(TokenKind.Bar))
        {
            if (repeatsColon)
            {
                Accept(TokenKind.Colon);
            }

            var right = ParseLabelConjunction();
            left = new LabelExpressionSyntax.Or(SpanFrom(start), left, right) { Height = Bounded(Math.Max(left.Height, right.Height) + 1) };
        }

        return left;
    }

    private LabelExpressionSyntax ParseLabelConjunction()
    {
        var start = Start;
        var left = ParseLabelTerm();
        while (Accept(TokenKind.Ampersand))
        {
            var right = ParseLabelTerm();
            left = new LabelExpressionSyntax.And(SpanFrom(start), left, right) { Height = Bounded(Math.Max(left.Height, right.Height) + 1) };
        }

        return left;
    }

    private LabelExpressionSyntax ParseLabelTerm()
    {
        var start = Start;
        if (_nesting == SyntaxLimits.Nesting)
        {
            Fail(DiagnosticCode.QueryTooComplex, Current.Span, $"Expressions are nested more than {SyntaxLimits.Nesting} deep");
        }

        _nesting++;
        var term = ParseLabelTerm(start);
        _nesting--;
        return term;
    }

    private LabelExpressionSyntax ParseLabelTerm(int start)
    {
        if (Accept(TokenKind.Exclamation))
        {
            var operand = ParseLabelTerm();
            return new LabelExpressionSyntax.Not(SpanFrom(start), operand) { Height = Bounded(operand.Height + 1) };
        }

        if (Accept(TokenKind.Percent))
        {
            return new LabelExpressionSyntax.Any(SpanFrom(start));
        }

        if (!Accept(TokenKind.LeftParenthesis))
        {
            return new LabelExpressionSyntax.Name(ParseName("a label or type"));
        }

        var outer = _barEnds;
        _barEnds = false;
        var inner = ParseLabelExpression(repeatsColon: false);
        _barEnds = outer;
        Expect(TokenKind.RightParenthesis, ")");
        return inner;
    }
}
