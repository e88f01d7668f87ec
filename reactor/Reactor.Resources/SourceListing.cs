using System.Text;
using Reactor.Contracts.Resources;

namespace Reactor.Resources;

/// <summary>The files that were read, kept so that a mistake can be shown with the line it stands in.</summary>
public sealed class SourceListing
{
    private readonly Dictionary<string, string[]> _lines = new(StringComparer.Ordinal);

    /// <summary>Adds a file.</summary>
    /// <param name="file">Path as locations name it.</param>
    /// <param name="text">Its content.</param>
    public void Add(string file, string text) => _lines[file] = text.ReplaceLineEndings("\n").Split('\n');

    /// <summary>Adds the files of another listing.</summary>
    public void AddAll(SourceListing other)
    {
        foreach (var (file, lines) in other._lines)
        {
            _lines[file] = lines;
        }
    }

    /// <summary>A problem the way compilers write it: <c>file:line:column: error: message; suggestion</c>, the line, a caret.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="severity"><c>error</c>, <c>warning</c>, <c>notice</c>.</param>
    /// <returns>One line, or three when the file is known; no line break at the end.</returns>
    public string Format(ResourceProblem problem, string severity = "error") =>
        Format(problem.Location, problem.Suggestion is null ? $"{severity}: {problem.Message}" : $"{severity}: {problem.Message}; {problem.Suggestion}");

    /// <summary>A finding at any place: <c>file:line:column: finding</c>, the line, carets.</summary>
    /// <param name="location">Where. Line 0 means the file as a whole.</param>
    /// <param name="finding">What follows the place, for example <c>error UnexpectedSyntax: ...</c>.</param>
    /// <param name="length">Characters at fault; carets end with the line.</param>
    public string Format(ResourceLocation location, string finding, int length = 1)
    {
        if (location.Line == 0)
        {
            return $"{location.File}: {finding}";
        }

        var text = new StringBuilder().Append($"{location}: {finding}");
        if (!_lines.TryGetValue(location.File, out var lines) || location.Line > lines.Length)
        {
            return text.ToString();
        }

        var line = lines[location.Line - 1];
        var before = Math.Clamp(location.Column - 1, 0, line.Length);
        text.Append('\n').Append(line).Append('\n');
        foreach (var rune in line.AsSpan(0, before).EnumerateRunes())
        {
            // A repeated tab keeps the caret in its column at any tab width.
            text.Append(rune.Value == '\t' ? '\t' : ' ');
        }

        return text.Append('^', Math.Clamp(length, 1, Math.Max(1, line.Length - before))).ToString();
    }
}
