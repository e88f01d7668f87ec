using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Syntax;

namespace Reactor.Cypher.Tests;

public sealed class LexerTests
{
    [Theory]
    [InlineData("0", 0UL)]
    [InlineData("42", 42UL)]
    [InlineData("0x1F", 31UL)]
    [InlineData("0XfF", 255UL)]
    [InlineData("0o17", 15UL)]
    [InlineData("9223372036854775807", 9223372036854775807UL)]
    [InlineData("9223372036854775808", 9223372036854775808UL)]   // allowed here: a minus sign may stand before it
    [InlineData("0x8000000000000000", 9223372036854775808UL)]
    public void Integer_in_any_base_has_its_magnitude(string text, ulong expected)
    {
        var token = Single(text);

        token.Kind.Should().Be(TokenKind.Integer);
        token.Magnitude.Should().Be(expected);
    }

    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData(".5", 0.5)]
    [InlineData("1e3", 1000)]
    [InlineData("1E-3", 0.001)]
    [InlineData("1.25e+2", 125)]
    [InlineData("1e308", 1e308)]
    [InlineData("1e-999", 0)]
    public void Float_with_or_without_exponent_has_its_value(string text, double expected)
    {
        var token = Single(text);

        token.Kind.Should().Be(TokenKind.Float);
        token.Number.Should().Be(expected);
    }

    [Theory]
    [InlineData("9223372036854775809", DiagnosticCode.IntegerOverflow)]
    [InlineData("99999999999999999999999", DiagnosticCode.IntegerOverflow)]
    [InlineData("0x8000000000000001", DiagnosticCode.IntegerOverflow)]
    [InlineData("0xFFFFFFFFFFFFFFFFF", DiagnosticCode.IntegerOverflow)]
    [InlineData("0o1000000000000000000001", DiagnosticCode.IntegerOverflow)]
    [InlineData("1.34E999", DiagnosticCode.FloatingPointOverflow)]
    [InlineData("12h4", DiagnosticCode.InvalidNumberLiteral)]
    [InlineData("0x1A2b3j4", DiagnosticCode.InvalidNumberLiteral)]
    [InlineData("0o18", DiagnosticCode.InvalidNumberLiteral)]
    [InlineData("0x", DiagnosticCode.InvalidNumberLiteral)]
    [InlineData("1e", DiagnosticCode.InvalidNumberLiteral)]
    public void Malformed_number_is_a_fault_over_all_its_characters(string text, DiagnosticCode expected)
    {
        var token = Single(text);

        token.Fault!.Code.Should().Be(expected);
        token.Fault.Span.Length.Should().Be(text.Length);
    }

    [Theory]
    [InlineData("'plain'", "plain")]
    [InlineData("\"it's\"", "it's")]
    [InlineData("'say \"x\"'", "say \"x\"")]
    [InlineData(@"'\\ \' \"" \` \b\f\n\r\t'", "\\ ' \" ` \b\f\n\r\t")]
    [InlineData(@"'\u00e4\u20AC'", "ä€")]
    [InlineData(@"'\uD83D\uDE00'", "😀")]
    [InlineData(@"'\U0001F600'", "😀")]
    [InlineData("'line\r\nbreak'", "line\r\nbreak")]
    [InlineData("'ünïcödé 😀'", "ünïcödé 😀")]
    [InlineData("''", "")]
    public void Text_has_its_escapes_resolved(string text, string expected) => Single(text).Text.Should().Be(expected);

    [Theory]
    [InlineData(@"'\uH'", DiagnosticCode.InvalidUnicodeLiteral, 1, 2)]
    [InlineData(@"'ab\u12'", DiagnosticCode.InvalidUnicodeLiteral, 3, 4)]
    [InlineData(@"'\U00110000'", DiagnosticCode.InvalidUnicodeLiteral, 1, 10)]
    [InlineData(@"'\uD83D'", DiagnosticCode.InvalidUnicodeLiteral, 0, 8)]
    [InlineData(@"'\q'", DiagnosticCode.UnexpectedSyntax, 1, 2)]
    [InlineData("'open", DiagnosticCode.UnexpectedSyntax, 0, 1)]
    [InlineData(@"'open\", DiagnosticCode.UnexpectedSyntax, 0, 1)]
    [InlineData("`open", DiagnosticCode.UnexpectedSyntax, 0, 1)]
    [InlineData("/* open", DiagnosticCode.UnexpectedSyntax, 0, 2)]
    [InlineData("\u2018", DiagnosticCode.InvalidUnicodeCharacter, 0, 1)]
    [InlineData("#", DiagnosticCode.UnexpectedSyntax, 0, 1)]
    [InlineData("\U0001F600", DiagnosticCode.UnexpectedSyntax, 0, 2)]
    public void Fault_has_its_place(string text, DiagnosticCode code, int start, int length)
    {
        var fault = Single(text).Fault!;

        fault.Code.Should().Be(code);
        (fault.Span.Start, fault.Span.Length).Should().Be((start, length));
    }

    [Theory]
    [InlineData("name")]
    [InlineData("_x1")]
    [InlineData("größe")]
    [InlineData("名前")]
    [InlineData("a\u0301b")]
    public void Unicode_name_is_one_token(string text) => Single(text).Should().BeEquivalentTo(new { Kind = TokenKind.Name, Text = text });

    [Theory]
    [InlineData("`a b`", "a b")]
    [InlineData("`a``b`", "a`b")]
    [InlineData("`MATCH`", "MATCH")]
    public void Quoted_name_may_hold_anything(string text, string expected) =>
        Single(text).Should().BeEquivalentTo(new { Kind = TokenKind.QuotedName, Text = expected });

    [Fact]
    public void Comments_and_blanks_of_every_kind_separate_tokens()
    {
        var tokens = Lexer.Tokenize("a//x\r\nb/* * / \n */c\u00A0d\u001Ce\t\vf\uFEFF//end");

        tokens.Select(token => token.Text).Should().Equal("a", "b", "c", "d", "e", "f", string.Empty);
    }

    [Fact]
    public void Range_is_not_read_as_two_floats()
    {
        var kinds = Lexer.Tokenize("1..3").Select(token => token.Kind);

        kinds.Should().Equal(TokenKind.Integer, TokenKind.DotDot, TokenKind.Integer, TokenKind.End);
    }

    private static Token Single(string text)
    {
        var tokens = Lexer.Tokenize(text);
        tokens[^1].Kind.Should().Be(TokenKind.End);
        tokens.Should().HaveCount(2);
        return tokens[0];
    }
}
