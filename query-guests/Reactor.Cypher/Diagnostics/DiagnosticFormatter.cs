using System.Text;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Diagnostics;

/// <summary>Writes diagnostics the way compilers do, so that terminals and editors can jump to them.</summary>
public static class DiagnosticFormatter
{
    /// <summary>Three lines: <c>file:line:column: error Code: message</c>, the offending line, and carets under the text at fault.</summary>
    /// <remarks>The caret line repeats tabs of the source line so that it lines up at any tab width. A span of several lines is marked up
    /// to the end of its first line. No line break at the end.</remarks>
    public static string Format(Diagnostic diagnostic, SourceText source)
    {
        var position = source.PositionOf(diagnostic.Span.Start);
        var line = source.LineAt(diagnostic.Span.Start);
        var lineText = source.Slice(line);
        var severity = diagnostic.Severity == Severity.Error ? "error" : "warning";

        var text = new StringBuilder();
        text.Append($"{source.FileName}:{position.Line}:{position.Column}: {severity} {diagnostic.Code}: {diagnostic.Message}");
        if (diagnostic.Suggestion is not null)
        {
            text.Append($"; did you mean '{diagnostic.Suggestion}'?");
        }

        text.Append('\n').Append(lineText).Append('\n');
        var before = Math.Clamp(diagnostic.Span.Start - line.Start, 0, lineText.Length);
        foreach (var rune in lineText.AsSpan(0, before).EnumerateRunes())
        {
            text.Append(rune.Value == '\t' ? '\t' : ' ');
        }

        var marked = lineText.AsSpan(before, Math.Clamp(diagnostic.Span.Length, 0, lineText.Length - before));
        var carets = 0;
        foreach (var _ in marked.EnumerateRunes())
        {
            carets++;
        }

        return text.Append('^', Math.Max(1, carets)).ToString();
    }
}
