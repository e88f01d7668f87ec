namespace Reactor.Cypher.Text;

/// <summary>Query text with the name and place of the file it came from, so that offsets can be shown as line and column.</summary>
/// <remarks>A line ends at LF, CR or CR LF. Immutable; line starts are found once, at construction.</remarks>
public sealed class SourceText
{
    private readonly int[] _lineStarts;

    /// <summary>Wraps <paramref name="content"/>.</summary>
    /// <param name="content">The query text.</param>
    /// <param name="fileName">Shown in front of positions; "query" when the text is in no file.</param>
    /// <param name="firstLine">Line of the file on which the query's first line stands, 1-based (a query inside a YAML document).</param>
    /// <param name="indentation">Columns that the surrounding file puts in front of every line, usually 0.</param>
    public SourceText(string content, string fileName = "query", int firstLine = 1, int indentation = 0)
    {
        Content = content;
        FileName = fileName;
        FirstLine = firstLine;
        Indentation = indentation;
        _lineStarts = FindLineStarts(content);
    }

    /// <summary>The query text as given.</summary>
    public string Content { get; }

    /// <summary>Shown in front of positions.</summary>
    public string FileName { get; }

    /// <summary>Line number of the first line, 1-based.</summary>
    public int FirstLine { get; }

    /// <summary>Added to every column.</summary>
    public int Indentation { get; }

    /// <summary>The characters of <paramref name="span"/>.</summary>
    public string Slice(TextSpan span) => Content.Substring(span.Start, span.Length);

    /// <summary>The characters of <paramref name="span"/> for use inside a message: on one line, at most 40 of them.</summary>
    public string Excerpt(TextSpan span)
    {
        const int Limit = 40;
        var words = Content.Substring(span.Start, Math.Min(span.Length, 4 * Limit)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var text = string.Join(' ', words);
        return text.Length <= Limit ? text : string.Concat(text.AsSpan(0, Limit - 3), "...");
    }

    /// <summary>Line and column of an offset; offsets behind the end give the position just behind the last character.</summary>
    public TextPosition PositionOf(int offset)
    {
        offset = Math.Clamp(offset, 0, Content.Length);
        var line = LineIndexOf(offset);
        return new TextPosition(FirstLine + line, Indentation + offset - _lineStarts[line] + 1);
    }

    /// <summary>The line that holds <paramref name="offset"/>, without its line break.</summary>
    public TextSpan LineAt(int offset)
    {
        var line = LineIndexOf(Math.Clamp(offset, 0, Content.Length));
        var start = _lineStarts[line];
        var length = Content.AsSpan(start).IndexOfAny('\r', '\n');
        return length < 0 ? TextSpan.FromBounds(start, Content.Length) : new TextSpan(start, length);
    }

    private int LineIndexOf(int offset)
    {
        var found = Array.BinarySearch(_lineStarts, offset);
        return found >= 0 ? found : ~found - 1;
    }

    private static int[] FindLineStarts(string content)
    {
        var starts = new List<int> { 0 };
        for (var i = 0; i < content.Length; i++)
        {
            var endsLine = content[i] == '\n' || (content[i] == '\r' && (i + 1 == content.Length || content[i + 1] != '\n'));
            if (endsLine)
            {
                starts.Add(i + 1);
            }
        }

        return [.. starts];
    }
}
