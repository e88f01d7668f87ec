using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Functions;

/// <content>Texts.</content>
public static partial class ScalarFunctions
{
    /// <summary>In upper case, code point by code point and without regard to language.</summary>
    public static Value ToUpper(in Value text) =>
        TryText(text, "toUpper", out var value) ? Value.FromText(value.ToUpperInvariant()) : Value.Null;

    /// <summary>In lower case, code point by code point and without regard to language.</summary>
    public static Value ToLower(in Value text) =>
        TryText(text, "toLower", out var value) ? Value.FromText(value.ToLowerInvariant()) : Value.Null;

    /// <summary>Without white space at both ends.</summary>
    public static Value Trim(in Value text) => TryText(text, "trim", out var value) ? Value.FromText(value.Trim()) : Value.Null;

    /// <summary>Without white space at the beginning.</summary>
    public static Value Ltrim(in Value text) => TryText(text, "ltrim", out var value) ? Value.FromText(value.TrimStart()) : Value.Null;

    /// <summary>Without white space at the end.</summary>
    public static Value Rtrim(in Value text) => TryText(text, "rtrim", out var value) ? Value.FromText(value.TrimEnd()) : Value.Null;

    /// <summary>Code points of a text.</summary>
    public static Value CharLength(in Value text) =>
        TryText(text, "char_length", out var value) ? Value.FromInteger(CodePoints.Count(value)) : Value.Null;

    /// <summary>Code points of a text.</summary>
    public static Value CharacterLength(in Value text) => CharLength(text);

    /// <summary>The first code points.</summary>
    public static Value Left(in Value text, in Value length) =>
        TryText(text, "left", out var value) & TryCount(length, "left", out var count)
            ? Value.FromText(value[..CodePoints.Offset(value, count)])
            : Value.Null;

    /// <summary>The last code points.</summary>
    public static Value Right(in Value text, in Value length)
    {
        if (!(TryText(text, "right", out var value) & TryCount(length, "right", out var count)))
        {
            return Value.Null;
        }

        var skipped = Math.Max(0, CodePoints.Count(value) - count);
        return Value.FromText(value[CodePoints.Offset(value, skipped)..]);
    }

    /// <summary>From a 0-based code point to the end.</summary>
    public static Value Substring(in Value text, in Value start) =>
        TryText(text, "substring", out var value) & TryCount(start, "substring", out var first)
            ? Value.FromText(value[CodePoints.Offset(value, first)..])
            : Value.Null;

    /// <summary>Some code points from a 0-based one on; fewer if the text ends before.</summary>
    public static Value Substring(in Value text, in Value start, in Value length)
    {
        var tail = Substring(text, start);
        return TryCount(length, "substring", out var count) && !tail.IsNull
            ? Value.FromText(tail.Text[..CodePoints.Offset(tail.Text, count)])
            : Value.Null;
    }

    /// <summary>With every occurrence of a text replaced by another; an empty one occurs nowhere.</summary>
    public static Value Replace(in Value text, in Value search, in Value replacement)
    {
        if (!(TryText(text, "replace", out var value) & TryText(search, "replace", out var old) & TryText(replacement, "replace", out var with)))
        {
            return Value.Null;
        }

        if (old.Length == 0)
        {
            return text;
        }

        if (with.Length > old.Length)
        {
            var occurrences = value.AsSpan().Count(old);
            ValueLimits.CheckText(value.Length + ((long)occurrences * (with.Length - old.Length)));
        }

        return Value.FromText(value.Replace(old, with, StringComparison.Ordinal));
    }

    /// <summary>The parts between delimiters.</summary>
    /// <param name="text">The text.</param>
    /// <param name="delimiter">A text, or a list of texts of which the first that matches at a place counts; an empty one parts every two code points.</param>
    public static Value Split(in Value text, in Value delimiter)
    {
        if (!TryText(text, "split", out var value) || delimiter.IsNull)
        {
            return Value.Null;
        }

        var delimiters = delimiter.IsList ? delimiter.List : new ReadOnlySpan<Value>(in delimiter);
        foreach (ref readonly var one in delimiters)
        {
            if (!one.IsText)
            {
                throw Unsupported("split", one);
            }
        }

        return Split(value, delimiters);
    }

    private static Value Split(string text, ReadOnlySpan<Value> delimiters)
    {
        var parts = new List<Value>();
        var start = 0;
        for (var i = 0; i < text.Length;)
        {
            var width = DelimiterAt(text, i, delimiters);
            if (width < 0 || (width == 0 && i == start))
            {
                i += CodePoints.WidthAt(text, i);
                continue;
            }

            parts.Add(Value.FromText(text[start..i]));
            i += width;
            start = i;
        }

        parts.Add(Value.FromText(text[start..]));
        return Value.FromList([.. parts]);
    }

    private static int DelimiterAt(string text, int index, ReadOnlySpan<Value> delimiters)
    {
        foreach (ref readonly var delimiter in delimiters)
        {
            if (text.AsSpan(index).StartsWith(delimiter.Text, StringComparison.Ordinal))
            {
                return delimiter.Text.Length;
            }
        }

        return -1;
    }
}
