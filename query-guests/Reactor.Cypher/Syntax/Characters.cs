using System.Globalization;
using System.Text;

namespace Reactor.Cypher.Syntax;

/// <summary>Character classes of the openCypher grammar.</summary>
internal static class Characters
{
    /// <summary>The grammar's WHITESPACE: Unicode's, and the ASCII separators 1C-1F that .NET leaves out.</summary>
    public static bool IsBlank(char c) => char.IsWhiteSpace(c) || c is >= '\u001C' and <= '\u001F' or '\u180E' or '\uFEFF';

    /// <summary>ID_Start and connector punctuation.</summary>
    public static bool StartsName(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber
        or UnicodeCategory.ConnectorPunctuation;

    /// <summary>ID_Continue and currency symbols.</summary>
    public static bool ContinuesName(Rune rune) => StartsName(rune) || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        or UnicodeCategory.CurrencySymbol;

    /// <summary>Dashes that look like a minus sign.</summary>
    public static bool IsDash(char c) =>
        c is '\u00AD' or (>= '\u2010' and <= '\u2015') or '\u2212' or '\uFE58' or '\uFE63' or '\uFF0D';

    /// <summary>The ASCII character that a look-alike was probably meant to be, or <see langword="null"/>.</summary>
    public static string? AsciiFor(char c) => c switch
    {
        '\u2018' or '\u2019' or '\u201A' or '\u201B' => "'",
        '\u201C' or '\u201D' or '\u201E' or '\u201F' => "\"",
        '\u27E8' or '\u3008' or '\uFE64' or '\uFF1C' => "<",
        '\u27E9' or '\u3009' or '\uFE65' or '\uFF1E' => ">",
        '\u2026' => "..",
        _ => IsDash(c) ? "-" : null,
    };

    /// <summary>The character at <paramref name="index"/>; half a surrogate pair gives U+FFFD.</summary>
    public static Rune RuneAt(string text, int index)
    {
        _ = Rune.DecodeFromUtf16(text.AsSpan(index), out var rune, out _);
        return rune;
    }
}
