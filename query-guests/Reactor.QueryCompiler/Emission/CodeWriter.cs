using System.Text;

namespace Reactor.QueryCompiler.Emission;

/// <summary>Writes indented lines of C#. Line breaks are always LF: the text decides the assembly's bytes.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;
    private int _temporaries;

    /// <summary>Writes one line.</summary>
    internal void Line(string line)
    {
        if (line.Length != 0)
        {
            _text.Append(' ', 4 * _depth).Append(line);
        }

        _text.Append('\n');
    }

    /// <summary>Writes a line and a brace, and indents what follows.</summary>
    internal void Open(string line)
    {
        Line(line);
        Line("{");
        _depth++;
    }

    /// <summary>Ends what <see cref="Open"/> began.</summary>
    /// <param name="suffix">Behind the brace.</param>
    internal void Close(string suffix = "")
    {
        _depth--;
        Line("}" + suffix);
    }

    /// <summary>A name that is used nowhere else in the text.</summary>
    internal string NewTemporary() => $"t{_temporaries++}";

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
