using System.Text;

namespace Reactor.Tck.Tests.Features;

/// <summary>Reads the part of Gherkin that the kit is written in: backgrounds, outlines with examples, tables and texts in triple quotes.</summary>
internal sealed class FeatureReader
{
    private static readonly string[] StepWords = ["Given ", "When ", "Then ", "And ", "But "];

    private readonly string[] _lines;
    private readonly List<FeatureStep> _background = [];
    private readonly List<FeatureScenario> _scenarios = [];
    private string _feature = "";
    private string _scenario = "";
    private List<FeatureStep> _steps;
    private List<IReadOnlyList<string>> _examples = [];
    private int _line;

    private FeatureReader(string[] lines)
    {
        _lines = lines;
        _steps = _background;
    }

    /// <summary>The executions of one feature file, in order.</summary>
    internal static IReadOnlyList<FeatureScenario> Read(string path)
    {
        var reader = new FeatureReader(File.ReadAllLines(path));
        reader.Read();
        return reader._scenarios;
    }

    private void Read()
    {
        while (_line < _lines.Length)
        {
            var line = _lines[_line++].Trim();
            if (line.Length == 0 || line[0] is '#' or '@')
            {
                continue;
            }

            if (Array.Find(StepWords, word => line.StartsWith(word, StringComparison.Ordinal)) is { } word)
            {
                _steps.Add(new FeatureStep(line[word.Length..].Trim(), ReadDocument(), ReadTable()));
            }
            else if (line.StartsWith("Feature:", StringComparison.Ordinal))
            {
                _feature = line["Feature:".Length..].Trim();
            }
            else if (line.StartsWith("Scenario", StringComparison.Ordinal))
            {
                EndScenario();
                _scenario = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
                _steps = [];
            }
            else if (line.StartsWith("Examples:", StringComparison.Ordinal))
            {
                // Several tables of one outline have the same columns.
                var table = ReadTable();
                _examples.AddRange(_examples.Count == 0 ? table : table.Skip(1));
            }
        }

        EndScenario();
    }

    private void EndScenario()
    {
        if (_steps == _background)
        {
            return;
        }

        var name = $"{_feature}: {_scenario}";
        if (_examples.Count == 0)
        {
            _scenarios.Add(new FeatureScenario(name, [.. _background, .. _steps]));
        }

        for (var row = 1; row < _examples.Count; row++)
        {
            var values = _examples[row];
            string Fill(string text) => _examples[0].Select((column, i) => (column, i)).Aggregate(
                text, (filled, pair) => filled.Replace($"<{pair.column}>", values[pair.i], StringComparison.Ordinal));
            _scenarios.Add(new FeatureScenario($"{name} #{row}", [.. _background, .. _steps.Select(step => step.With(Fill))]));
        }

        _examples = [];
    }

    private string? ReadDocument()
    {
        SkipBlank();
        if (_line == _lines.Length || _lines[_line].Trim() != "\"\"\"")
        {
            return null;
        }

        var indentation = _lines[_line++].IndexOf('"', StringComparison.Ordinal);
        var text = new StringBuilder();
        for (; _lines[_line].Trim() != "\"\"\""; _line++)
        {
            text.Append(_lines[_line].Length > indentation ? _lines[_line][indentation..] : _lines[_line].Trim()).Append('\n');
        }

        _line++;
        return text.ToString().TrimEnd('\n');
    }

    private List<IReadOnlyList<string>> ReadTable()
    {
        var rows = new List<IReadOnlyList<string>>();
        SkipBlank();
        while (_line < _lines.Length && _lines[_line].Trim() is ['|', ..] row)
        {
            rows.Add(Cells(row));
            _line++;
            SkipBlank();
        }

        return rows;
    }

    private void SkipBlank()
    {
        while (_line < _lines.Length && _lines[_line].Trim() is "" or ['#', ..])
        {
            _line++;
        }
    }

    private static List<string> Cells(string row)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        for (var i = 1; i < row.Length; i++)
        {
            if (row[i] == '|')
            {
                cells.Add(cell.ToString().Trim(' '));
                cell.Clear();
            }
            else if (row[i] == '\\' && i + 1 < row.Length && row[i + 1] is '|' or '\\' or 'n')
            {
                cell.Append(row[++i] == 'n' ? '\n' : row[i]);
            }
            else
            {
                cell.Append(row[i]);
            }
        }

        return cells;
    }
}
