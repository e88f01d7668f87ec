using Reactor.Contracts.Resources;
using Reactor.Resources.Yaml;

namespace Reactor.Resources;

/// <summary>Where each character of a query's text stands in the YAML file it was written in, whatever way of writing a text was used.</summary>
public sealed class QueryTextMap
{
    private readonly string _file;
    private readonly int[] _lineStarts;
    private readonly int[] _offsets;

    private QueryTextMap(string file, int[] lineStarts, int[] offsets)
    {
        _file = file;
        _lineStarts = lineStarts;
        _offsets = offsets;
    }

    /// <summary>Maps the text of a scalar to its file.</summary>
    /// <param name="fileText">Content of the file.</param>
    /// <param name="scalar">Where the scalar starts: at its first character, quote, <c>|</c> or <c>&gt;</c>.</param>
    /// <param name="text">The scalar's text.</param>
    public static QueryTextMap Create(string fileText, ResourceLocation scalar, string text)
    {
        var lineStarts = FindLineStarts(fileText);
        var start = lineStarts[Math.Clamp(scalar.Line, 1, lineStarts.Length) - 1] + scalar.Column - 1;
        return new QueryTextMap(scalar.File, lineStarts, ScalarAlignment.Align(fileText, Math.Clamp(start, 0, fileText.Length), text));
    }

    /// <summary>The place in the file of a character of the text.</summary>
    /// <param name="offset">0-based, in UTF-16 code units; at or behind the end: the place just behind the last character.</param>
    public ResourceLocation LocationOf(int offset)
    {
        var raw = _offsets[Math.Clamp(offset, 0, _offsets.Length - 1)];
        var found = Array.BinarySearch(_lineStarts, raw);
        var line = found >= 0 ? found : ~found - 1;
        return new ResourceLocation(_file, line + 1, raw - _lineStarts[line] + 1);
    }

    private static int[] FindLineStarts(string text)
    {
        var starts = new List<int> { 0 };
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
            {
                starts.Add(i + 1);
            }
        }

        return [.. starts];
    }
}
