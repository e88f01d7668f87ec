namespace Reactor.QueryRuntime.Functions;

/// <summary>Texts by code point: no function takes a surrogate pair apart, so that a text stays what UTF-8 can carry.</summary>
internal static class CodePoints
{
    /// <summary>Code points of a text.</summary>
    public static int Count(string text) => HasPairs(text) ? CountPairs(text) : text.Length;

    /// <summary>Index of the UTF-16 unit at which a code point begins; the text's length if there are not so many.</summary>
    public static int Offset(string text, int codePoints)
    {
        if (!HasPairs(text))
        {
            return Math.Min(codePoints, text.Length);
        }

        var offset = 0;
        for (; codePoints > 0 && offset < text.Length; codePoints--)
        {
            offset += WidthAt(text, offset);
        }

        return offset;
    }

    /// <summary>UTF-16 units of the code point at an index: 1 or 2.</summary>
    public static int WidthAt(string text, int offset) =>
        char.IsHighSurrogate(text[offset]) && offset + 1 < text.Length && char.IsLowSurrogate(text[offset + 1]) ? 2 : 1;

    /// <summary>The code points from last to first.</summary>
    public static string Reverse(string text) => string.Create(text.Length, text, static (reversed, source) =>
    {
        var end = reversed.Length;
        for (var i = 0; i < source.Length;)
        {
            var width = WidthAt(source, i);
            end -= width;
            source.AsSpan(i, width).CopyTo(reversed[end..]);
            i += width;
        }
    });

    private static bool HasPairs(string text) => text.AsSpan().IndexOfAnyInRange('\uD800', '\uDBFF') >= 0;

    private static int CountPairs(string text)
    {
        var count = 0;
        for (var i = 0; i < text.Length; i += WidthAt(text, i))
        {
            count++;
        }

        return count;
    }
}
