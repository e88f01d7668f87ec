using Reactor.Cypher.Diagnostics;

namespace Reactor.Cypher.Syntax;

/// <content>Paths, nodes, relations.</content>
internal sealed partial class Parser
{
    private PathPatternSyntax ParsePathPattern()
    {
        var start = Start;
        IdentifierSyntax? variable = null;
        if (IsName() && Is(TokenKind.Equal, 1))
        {
            variable = ParseName("a path variable");
            Take();
        }

        var shortest = IsKeyword("shortestPath") ? ShortestPathKind.One
            : IsKeyword("allShortestPaths") ? ShortestPathKind.All
            : ShortestPathKind.None;
        var isCall = shortest != ShortestPathKind.None;
        if (isCall)
        {
            Take();
        }
        else if (_isGql)
        {
            shortest = ParsePathPrefix();
        }

        var wrapped = isCall || (Is(TokenKind.LeftParenthesis) && Is(TokenKind.LeftParenthesis, 1));
        if (wrapped)
        {
            Expect(TokenKind.LeftParenthesis, "(");
        }

        var nodes = new List<NodePatternSyntax> { ParseNodePattern() };
        var relations = new List<RelationPatternSyntax>();
        while (IsLine(0) || (Is(TokenKind.Less) && IsLine(1)))
        {
            relations.Add(ParseRelationPattern());
            nodes.Add(ParseNodePattern());
        }

        if (wrapped)
        {
            Expect(TokenKind.RightParenthesis, ")");
        }

        return new PathPatternSyntax(SpanFrom(start), variable, shortest, nodes, relations);
    }

    private bool IsLine(int ahead) => Peek(ahead).Kind is TokenKind.Minus or TokenKind.Dash;

    private NodePatternSyntax ParseNodePattern()
    {
        var start = Start;
        Expect(TokenKind.LeftParenthesis, "(");
        var variable = IsName() && !IsLabelWord() && !(IsKeyword("WHERE") && !Is(TokenKind.RightParenthesis, 1)) ? ParseName("a variable") : null;
        var labels = ParseLabels();
        var properties = ParsePatternProperties();
        var where = AcceptKeyword("WHERE") ? ParseExpression() : null;
        Expect(TokenKind.RightParenthesis, ")");
        return new NodePatternSyntax(SpanFrom(start), variable, labels.Names, properties, where) { LabelTests = labels.Tests };
    }

    private ExpressionSyntax? ParsePatternProperties() => Current.Kind switch
    {
        TokenKind.LeftBrace => ParseMap(),
        TokenKind.Dollar => ParseParameter(),
        _ => null,
    };

    private RelationPatternSyntax ParseRelationPattern()
    {
        var start = Start;
        var pointsLeft = Accept(TokenKind.Less);
        ExpectLine();

        IdentifierSyntax? variable = null;
        var types = new LabelsSyntax([], []);
        PathLengthSyntax? length = null;
        ExpressionSyntax? properties = null;
        ExpressionSyntax? where = null;
        var hasDetail = Accept(TokenKind.LeftBracket);
        if (hasDetail)
        {
            variable = IsName() && !IsLabelWord() && !(IsKeyword("WHERE") && !Is(TokenKind.RightBracket, 1)) ? ParseName("a variable") : null;
            types = ParseTypes();
            length = ParsePathLength();
            properties = ParsePatternProperties();
            where = AcceptKeyword("WHERE") ? ParseExpression() : null;
            if (Is(TokenKind.DotDot))
            {
                Fail(DiagnosticCode.InvalidRelationshipPattern, Current.Span, "A range of lengths is written behind '*', as in [:T*1..3]");
            }

            Expect(TokenKind.RightBracket, "]");
        }

        // GQL's short forms are one line, with or without a head: (a)->(b).
        if (hasDetail || !_isGql || !(Is(TokenKind.Greater) || Is(TokenKind.LeftParenthesis)))
        {
            ExpectLine();
        }

        var pointsRight = Accept(TokenKind.Greater);
        var direction = pointsLeft == pointsRight ? PatternDirection.Either
            : pointsLeft ? PatternDirection.Incoming
            : PatternDirection.Outgoing;
        length ??= _isGql ? ParseRepetition() : null;
        return new RelationPatternSyntax(SpanFrom(start), direction, variable, types.Names, length, properties, where) { TypeTests = types.Tests };
    }

    private void ExpectLine()
    {
        if (IsLine(0))
        {
            Take();
        }
        else
        {
            Unexpected("'-'");
        }
    }

    private PathLengthSyntax? ParsePathLength()
    {
        var start = Start;
        if (!Accept(TokenKind.Star))
        {
            return null;
        }

        var minimum = ParseLengthBound();
        var maximum = Accept(TokenKind.DotDot) ? ParseLengthBound() : minimum;
        return new PathLengthSyntax(SpanFrom(start), minimum, maximum);
    }

    private long? ParseLengthBound()
    {
        if (!Is(TokenKind.Integer))
        {
            return null;
        }

        var token = Take();
        if (token.Magnitude > int.MaxValue)
        {
            Fail(DiagnosticCode.InvalidRelationshipPattern, token.Span, "No path is that long");
        }

        return (long)token.Magnitude;
    }

    /// <summary>Whether the parenthesis <paramref name="ahead"/> opens a path of at least one relation rather than an expression.
    /// <c>(a)--(b)</c> and <c>(a)-[x]-(b)</c> are paths, <c>(a) - (b)</c> and <c>(a) &lt; -(b)</c> are arithmetic.</summary>
    private bool LooksLikePath(int ahead)
    {
        var inside = ahead + 1;
        if (IsName(inside))
        {
            inside++;
        }

        var opensNode = Peek(inside).Kind is TokenKind.RightParenthesis or TokenKind.Colon or TokenKind.LeftBrace
            || IsKeyword("WHERE", inside) || IsKeyword("WHERE", ahead + 1)
            || (_isGql && (IsKeyword("IS", inside) || IsKeyword("IS", ahead + 1)));
        if (!opensNode)
        {
            return false;
        }

        var next = BehindBracket(ahead);
        var pointsLeft = Is(TokenKind.Less, next);
        next += pointsLeft ? 1 : 0;
        if (!IsLine(next))
        {
            return false;
        }

        next++;
        if (_isGql && Is(TokenKind.Greater, next))
        {
            return true;
        }

        if (Is(TokenKind.LeftBracket, next))
        {
            return IsLine(BehindBracket(next));
        }

        return IsLine(next) && (Is(TokenKind.LeftParenthesis, next + 1) || Is(TokenKind.Greater, next + 1));
    }

    /// <summary>The place behind the bracket that closes the one at <paramref name="ahead"/>, the end token if none does.</summary>
    private int BehindBracket(int ahead)
    {
        var depth = 0;
        for (; !Is(TokenKind.End, ahead); ahead++)
        {
            switch (Peek(ahead).Kind)
            {
                case TokenKind.LeftParenthesis or TokenKind.LeftBracket or TokenKind.LeftBrace:
                    depth++;
                    break;
                case TokenKind.RightParenthesis or TokenKind.RightBracket or TokenKind.RightBrace when --depth == 0:
                    return ahead + 1;
                default:
                    break;
            }
        }

        return ahead;
    }
}
