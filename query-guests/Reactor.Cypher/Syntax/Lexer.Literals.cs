using System.Globalization;
using System.Text;
using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Syntax;

/// <content>Numbers and strings.</content>
internal sealed partial class Lexer
{
    private Token ReadNumber()
    {
        var start = _position;
        if (_text[start] == '0' && Peek(1) is 'x' or 'X' or 'o')
        {
            return ReadPrefixedInteger(start, Peek(1) == 'o' ? 8u : 16u);
        }

        SkipDigits();
        var isFloat = false;
        if (Peek(0) == '.' && char.IsAsciiDigit(Peek(1)))
        {
            isFloat = true;
            _position++;
            SkipDigits();
        }

        if (Peek(0) is 'e' or 'E' && (char.IsAsciiDigit(Peek(1)) || (Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2)))))
        {
            isFloat = true;
            _position += 2;
            SkipDigits();
        }

        var digits = _text.AsSpan(start, _position - start);
        if (NumberRunsIntoName(start, out var fault))
        {
            return fault;
        }

        var span = TextSpan.FromBounds(start, _position);
        if (!isFloat)
        {
            return ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var magnitude)
                ? Integer(span, magnitude)
                : Overflow(span);
        }

        var number = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(number)
            ? new Token(TokenKind.Float, span, Number: number)
            : Fault(DiagnosticCode.FloatingPointOverflow, span, "This number is larger than the largest float, 1.7976931348623157e308");
    }

    private Token ReadPrefixedInteger(int start, uint numberBase)
    {
        _position += 2;
        ulong magnitude = 0;
        var overflow = false;
        var digits = 0;
        for (; HexValue(Peek(0)) is var digit && digit < numberBase; _position++, digits++)
        {
            overflow |= magnitude > (ulong.MaxValue - digit) / numberBase;
            magnitude = unchecked((magnitude * numberBase) + digit);
        }

        var span = TextSpan.FromBounds(start, _position);
        if (NumberRunsIntoName(start, out var fault))
        {
            return fault;
        }

        if (digits == 0)
        {
            return Fault(DiagnosticCode.InvalidNumberLiteral, span, "This number has no digits");
        }

        return overflow ? Overflow(span) : Integer(span, magnitude);
    }

    private static Token Integer(TextSpan span, ulong magnitude) =>
        magnitude <= 1UL << 63 ? new Token(TokenKind.Integer, span, Magnitude: magnitude) : Overflow(span);

    private static Token Overflow(TextSpan span) => Fault(
        DiagnosticCode.IntegerOverflow, span, "This integer does not fit 64 bits (-9223372036854775808 to 9223372036854775807)");

    /// <summary>1B2c and 12h4 are neither a number nor a name.</summary>
    private bool NumberRunsIntoName(int start, out Token fault)
    {
        var end = _position;
        SkipName();
        var span = TextSpan.FromBounds(start, _position);
        fault = Fault(DiagnosticCode.InvalidNumberLiteral, span, $"'{_text.AsSpan(start, span.Length)}' is not a number");
        return _position > end;
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Peek(0)))
        {
            _position++;
        }
    }

    private static uint HexValue(char c) => char.IsAsciiHexDigit(c) ? (uint)Convert.ToInt32(c.ToString(), 16) : uint.MaxValue;

    private Token ReadText(char quote)
    {
        var start = _position++;
        var contents = new StringBuilder();
        Token? fault = null;
        while (_position < _text.Length)
        {
            var c = _text[_position];
            if (c == quote)
            {
                _position++;
                return fault ?? CheckSurrogates(TokenKind.Text, TextSpan.FromBounds(start, _position), contents.ToString());
            }

            if (c == '\\')
            {
                ReadEscape(contents, ref fault);
            }
            else
            {
                contents.Append(c);
                _position++;
            }
        }

        return Fault(DiagnosticCode.UnexpectedSyntax, new TextSpan(start, 1), $"This text has no closing {quote}");
    }

    private void ReadEscape(StringBuilder contents, ref Token? fault)
    {
        var start = _position;
        var c = Peek(1);
        _position += Math.Min(2, _text.Length - _position);
        switch (c)
        {
            case '\\' or '\'' or '"' or '`':
                contents.Append(c);
                break;
            case 'b' or 'B':
                contents.Append('\b');
                break;
            case 'f' or 'F':
                contents.Append('\f');
                break;
            case 'n' or 'N':
                contents.Append('\n');
                break;
            case 'r' or 'R':
                contents.Append('\r');
                break;
            case 't' or 'T':
                contents.Append('\t');
                break;
            case 'u':
                ReadUnicodeEscape(start, 4, contents, ref fault);
                break;
            case 'U':
                ReadUnicodeEscape(start, 8, contents, ref fault);
                break;
            default:
                fault ??= Fault(
                    DiagnosticCode.UnexpectedSyntax,
                    TextSpan.FromBounds(start, _position),
                    "Unknown escape; a backslash itself is written '\\\\'");
                break;
        }
    }

    private void ReadUnicodeEscape(int start, int digits, StringBuilder contents, ref Token? fault)
    {
        var value = 0u;
        var read = 0;
        for (; read < digits && HexValue(Peek(0)) is var digit and < 16; read++, _position++)
        {
            value = (value << 4) | digit;
        }

        // Halves of a surrogate pair may come as two \u escapes, so they are checked when the text is complete.
        if (read == digits && value <= char.MaxValue)
        {
            contents.Append((char)value);
        }
        else if (read == digits && Rune.IsValid(value))
        {
            contents.Append(new Rune(value));
        }
        else
        {
            fault ??= Fault(
                DiagnosticCode.InvalidUnicodeLiteral,
                TextSpan.FromBounds(start, _position),
                read < digits ? $"This escape needs {digits} hexadecimal digits" : "No character has this number");
        }
    }

    private static Token CheckSurrogates(TokenKind kind, TextSpan span, string contents) => HasLoneSurrogate(contents)
        ? Fault(DiagnosticCode.InvalidUnicodeLiteral, span, "This holds half of a surrogate pair")
        : new Token(kind, span, contents);

    private static bool HasLoneSurrogate(ReadOnlySpan<char> contents)
    {
        while (!contents.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(contents, out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                return true;
            }

            contents = contents[length..];
        }

        return false;
    }
}
