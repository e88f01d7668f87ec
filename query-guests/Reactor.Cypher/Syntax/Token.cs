using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Syntax;

/// <summary>One token.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Span">Its characters.</param>
/// <param name="Text">For names the name, for string literals the contents, both with escapes resolved.</param>
/// <param name="Magnitude">Value of an integer literal, at most 2^63: the sign is a token of its own.</param>
/// <param name="Number">Value of a float literal.</param>
/// <param name="Fault">For <see cref="TokenKind.Fault"/>: what is wrong. Reported only when the parser gets there, because the same
/// characters may be wrong in another way where they stand.</param>
internal readonly record struct Token(
    TokenKind Kind, TextSpan Span, string Text = "", ulong Magnitude = 0, double Number = 0, Diagnostic? Fault = null);

/// <summary>Kinds of tokens. Keywords are names: which of them are keywords depends on the place.</summary>
internal enum TokenKind
{
    End,
    Fault,
    Name,
    QuotedName,
    Integer,
    Float,
    Text,
    LeftParenthesis,
    RightParenthesis,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    Comma,
    Dot,
    DotDot,
    Colon,
    Semicolon,
    Bar,
    Ampersand,
    Exclamation,
    Dollar,
    Plus,
    Minus,

    /// <summary>A dash other than the ASCII one; the grammar allows it in relation patterns only.</summary>
    Dash,
    Star,
    Slash,
    Percent,
    Caret,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Matches,
}
