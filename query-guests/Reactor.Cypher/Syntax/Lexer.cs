using System.Text;
using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Syntax;

/// <summary>Cuts query text into tokens. Whatever the text, it ends: every step moves on by at least one character.</summary>
internal sealed partial class Lexer
{
    private readonly string _text;
    private readonly List<Token> _tokens = [];
    private int _position;

    private Lexer(string text) => _text = text;

    /// <summary>All tokens of <paramref name="text"/>; the last one is <see cref="TokenKind.End"/>.</summary>
    public static IReadOnlyList<Token> Tokenize(string text)
    {
        var lexer = new Lexer(text);
        while (lexer.SkipBlanks() && lexer._position < text.Length)
        {
            lexer._tokens.Add(lexer.Next());
        }

        lexer._tokens.Add(new Token(TokenKind.End, new TextSpan(text.Length, 0)));
        return lexer._tokens;
    }

    /// <returns><see langword="false"/> when a comment does not end; its fault is then the last token.</returns>
    private bool SkipBlanks()
    {
        while (_position < _text.Length)
        {
            if (Characters.IsBlank(_text[_position]))
            {
                _position++;
            }
            else if (StartsWith("//"))
            {
                var length = _text.AsSpan(_position).IndexOfAny('\r', '\n');
                _position = length < 0 ? _text.Length : _position + length;
            }
            else if (StartsWith("/*"))
            {
                var end = _text.IndexOf("*/", _position + 2, StringComparison.Ordinal);
                if (end < 0)
                {
                    _tokens.Add(Fault(DiagnosticCode.UnexpectedSyntax, new TextSpan(_position, 2), "This comment has no end"));
                    return false;
                }

                _position = end + 2;
            }
            else
            {
                break;
            }
        }

        return true;
    }

    private bool StartsWith(string symbol) => string.CompareOrdinal(_text, _position, symbol, 0, symbol.Length) == 0;

    private char Peek(int ahead) => _position + ahead < _text.Length ? _text[_position + ahead] : '\0';

    private Token Next()
    {
        var c = _text[_position];
        if (c is '\'' or '"')
        {
            return ReadText(c);
        }

        if (c == '`')
        {
            return ReadQuotedName();
        }

        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))))
        {
            return ReadNumber();
        }

        return Characters.StartsName(Characters.RuneAt(_text, _position)) ? ReadName() : ReadSymbol(c);
    }

    private Token ReadName()
    {
        var start = _position;
        SkipName();
        var span = TextSpan.FromBounds(start, _position);
        return new Token(TokenKind.Name, span, _text.Substring(start, span.Length));
    }

    private void SkipName()
    {
        while (_position < _text.Length)
        {
            var rune = Characters.RuneAt(_text, _position);
            if (!Characters.ContinuesName(rune))
            {
                return;
            }

            _position += rune.Utf16SequenceLength;
        }
    }

    private Token ReadQuotedName()
    {
        var start = _position++;
        var name = new StringBuilder();
        while (_position < _text.Length)
        {
            var c = _text[_position++];
            if (c != '`')
            {
                name.Append(c);
            }
            else if (Peek(0) == '`')
            {
                name.Append(c);
                _position++;
            }
            else
            {
                return CheckSurrogates(TokenKind.QuotedName, TextSpan.FromBounds(start, _position), name.ToString());
            }
        }

        return Fault(DiagnosticCode.UnexpectedSyntax, new TextSpan(start, 1), "This quoted name has no closing '`'");
    }

    private Token ReadSymbol(char c)
    {
        var (kind, length) = (c, Peek(1)) switch
        {
            ('.', '.') => (TokenKind.DotDot, 2),
            ('<', '>') => (TokenKind.NotEqual, 2),
            ('<', '=') => (TokenKind.LessOrEqual, 2),
            ('>', '=') => (TokenKind.GreaterOrEqual, 2),
            ('=', '~') => (TokenKind.Matches, 2),
            ('(', _) => (TokenKind.LeftParenthesis, 1),
            (')', _) => (TokenKind.RightParenthesis, 1),
            ('[', _) => (TokenKind.LeftBracket, 1),
            (']', _) => (TokenKind.RightBracket, 1),
            ('{', _) => (TokenKind.LeftBrace, 1),
            ('}', _) => (TokenKind.RightBrace, 1),
            (',', _) => (TokenKind.Comma, 1),
            ('.', _) => (TokenKind.Dot, 1),
            (':', _) => (TokenKind.Colon, 1),
            (';', _) => (TokenKind.Semicolon, 1),
            ('|', _) => (TokenKind.Bar, 1),
            ('&', _) => (TokenKind.Ampersand, 1),
            ('!', _) => (TokenKind.Exclamation, 1),
            ('$', _) => (TokenKind.Dollar, 1),
            ('+', _) => (TokenKind.Plus, 1),
            ('-', _) => (TokenKind.Minus, 1),
            ('*', _) => (TokenKind.Star, 1),
            ('/', _) => (TokenKind.Slash, 1),
            ('%', _) => (TokenKind.Percent, 1),
            ('^', _) => (TokenKind.Caret, 1),
            ('=', _) => (TokenKind.Equal, 1),
            ('<', _) => (TokenKind.Less, 1),
            ('>', _) => (TokenKind.Greater, 1),
            _ => (Characters.IsDash(c) ? TokenKind.Dash : TokenKind.Fault, 1),
        };
        if (kind == TokenKind.Fault)
        {
            return ReadUnknown(c);
        }

        var span = new TextSpan(_position, length);
        _position += length;
        return new Token(kind, span);
    }

    private Token ReadUnknown(char c)
    {
        var span = new TextSpan(_position, Characters.RuneAt(_text, _position).Utf16SequenceLength);
        _position += span.Length;
        var ascii = Characters.AsciiFor(c);
        return ascii is null
            ? Fault(DiagnosticCode.UnexpectedSyntax, span, $"The character {Describe(span)} has no meaning here")
            : Fault(DiagnosticCode.InvalidUnicodeCharacter, span, $"The character {Describe(span)} is not the one the language uses", ascii);
    }

    private string Describe(TextSpan span) =>
        $"'{_text.AsSpan(span.Start, span.Length)}' (U+{Characters.RuneAt(_text, span.Start).Value:X4})";

    private static Token Fault(DiagnosticCode code, TextSpan span, string message, string? suggestion = null) =>
        new(TokenKind.Fault, span, Fault: new Diagnostic(code, Severity.Error, span, message, suggestion));
}
