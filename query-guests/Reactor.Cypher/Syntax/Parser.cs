using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Syntax;

/// <summary>Recursive descent over the grammar of openCypher 9's read side.</summary>
/// <remarks>The first mistake ends parsing: it is reported and the parser jumps to the end token, where every rule and loop stops, so
/// rules need no error paths of their own. Mistakes the tree can carry (names, types, order of clauses) are left to the binder, which
/// reports all of them.</remarks>
internal sealed partial class Parser
{
    private readonly IReadOnlyList<Token> _tokens;
    private readonly SourceText _source;
    private readonly List<Diagnostic> _diagnostics = [];
    private readonly bool _isGql;
    private int _position;
    private int _nesting;

    /// <summary>The tallest expression made so far in the expression being parsed; see <see cref="Above"/>.</summary>
    private int _tallest;

    private Parser(SourceText source, QueryLanguage language)
    {
        _source = source;
        _isGql = language == QueryLanguage.Gql;
        _tokens = Lexer.Tokenize(source.Content);
    }

    private Token Current => _tokens[_position];

    private int Start => Current.Span.Start;

    /// <summary>Parses a whole text.</summary>
    /// <param name="source">The text.</param>
    /// <param name="language">The language it is written in; both give the same kind of tree.</param>
    /// <returns>The tree, or <see langword="null"/> with at least one error among the diagnostics.</returns>
    public static (QuerySyntax? Query, IReadOnlyList<Diagnostic> Diagnostics) Parse(SourceText source, QueryLanguage language = QueryLanguage.Cypher)
    {
        var parser = new Parser(source, language);
        var query = parser.ParseQuery();
        parser.Accept(TokenKind.Semicolon);
        if (parser.Current.Kind != TokenKind.End)
        {
            parser.Unexpected("a clause or the end of the query", parser._isGql ? GqlWords.Continuations : Keywords.Continuations);
        }

        return (parser._diagnostics.Count == 0 ? query : null, parser._diagnostics);
    }

    private Token Peek(int ahead) => _tokens[Math.Min(_position + ahead, _tokens.Count - 1)];

    private bool IsKeyword(string keyword, int ahead = 0) =>
        Peek(ahead) is { Kind: TokenKind.Name } token && token.Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    private bool Is(TokenKind kind, int ahead = 0) => Peek(ahead).Kind == kind;

    private bool IsName(int ahead = 0) => Peek(ahead).Kind is TokenKind.Name or TokenKind.QuotedName;

    private Token Take()
    {
        var token = Current;
        _position = Math.Min(_position + 1, _tokens.Count - 1);
        return token;
    }

    private bool Accept(TokenKind kind)
    {
        if (!Is(kind))
        {
            return false;
        }

        Take();
        return true;
    }

    private bool AcceptKeyword(string keyword)
    {
        if (!IsKeyword(keyword))
        {
            return false;
        }

        Take();
        return true;
    }

    private void Expect(TokenKind kind, string shown)
    {
        if (!Accept(kind))
        {
            Unexpected($"'{shown}'");
        }
    }

    private void ExpectKeyword(string keyword)
    {
        if (!AcceptKeyword(keyword))
        {
            Unexpected(keyword, [keyword]);
        }
    }

    private IdentifierSyntax ParseName(string what)
    {
        if (IsName())
        {
            var token = Take();
            return new IdentifierSyntax(token.Span, token.Text);
        }

        Unexpected(what);
        return new IdentifierSyntax(Current.Span, string.Empty);
    }

    /// <summary>A property or map key: what is no name here is a syntax error even where the lexer saw a malformed number.</summary>
    private IdentifierSyntax ParseKey()
    {
        if (Current.Fault is { Code: DiagnosticCode.InvalidNumberLiteral })
        {
            Fail(DiagnosticCode.UnexpectedSyntax, Current.Span, "A key cannot start with a digit unless it is quoted with back-ticks");
        }

        return ParseName("a property key");
    }

    /// <summary>From <paramref name="start"/> to the end of the token last taken.</summary>
    private TextSpan SpanFrom(int start)
    {
        var end = _position == 0 ? start : _tokens[_position - 1].Span.End;
        return TextSpan.FromBounds(start, Math.Max(start, end));
    }

    private void Unexpected(string expected, IEnumerable<string>? candidates = null)
    {
        var token = Current;
        if (token.Fault is { } fault)
        {
            Fail(fault.Code, fault.Span, fault.Message, fault.Suggestion);
            return;
        }

        if (token.Kind == TokenKind.Dash)
        {
            Fail(DiagnosticCode.InvalidUnicodeCharacter, token.Span, $"'{_source.Slice(token.Span)}' is not a minus sign", "-");
            return;
        }

        var found = token.Kind == TokenKind.End ? "the query ends" : $"found '{_source.Excerpt(token.Span)}'";
        var suggestion = token.Kind == TokenKind.Name && candidates is not null ? Spelling.Nearest(token.Text, candidates) : null;
        suggestion = token.Text.Equals(suggestion, StringComparison.OrdinalIgnoreCase) ? null : suggestion;
        Fail(DiagnosticCode.UnexpectedSyntax, token.Span, $"Expected {expected} but {found}", suggestion);
    }

    private void Fail(DiagnosticCode code, TextSpan span, string message, string? suggestion = null)
    {
        if (_diagnostics.Count == 0)
        {
            _diagnostics.Add(new Diagnostic(code, Severity.Error, span, message, suggestion));
        }

        _position = _tokens.Count - 1;
    }
}
