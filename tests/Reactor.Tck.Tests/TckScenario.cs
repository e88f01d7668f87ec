using Reactor.Contracts.Changes;
using Reactor.QueryCompiler;
using Reactor.Tck.Tests.Features;
using Reactor.Tck.Tests.Graphs;
using Reactor.Tck.Tests.Values;

namespace Reactor.Tck.Tests;

/// <summary>An execution of the kit, understood: a graph, a query, and what is expected of it.</summary>
internal sealed class TckScenario
{
    private const string ListsIgnored = "(ignoring element order for lists)";

    private TckScenario(string name) => Name = name;

    internal string Name { get; }

    internal ScriptedGraph Graph { get; } = new();

    internal Dictionary<string, PropertyValue> Parameters { get; } = [];

    internal string Query { get; private set; } = "";

    /// <summary>Columns of the expected result.</summary>
    internal IReadOnlyList<string> Columns { get; private set; } = [];

    /// <summary>Rows of the expected result, as the kit lists them; null when an error is expected.</summary>
    internal IReadOnlyList<string>? Rows { get; private set; }

    internal bool IgnoresListOrder { get; private set; }

    /// <summary>Whether the rows have to come in the order listed.</summary>
    internal bool IsOrdered { get; private set; }

    /// <summary>Whether the query reads the graph.</summary>
    internal bool MatchesPatterns => Query.Contains("MATCH", StringComparison.OrdinalIgnoreCase);

    /// <summary>Class of the expected error, e.g. TypeError.</summary>
    internal string ErrorClass { get; private set; } = "";

    /// <summary>Detail of the expected error, named as <see cref="Cypher.Diagnostics.DiagnosticCode"/> is; * for any.</summary>
    internal string? Error { get; private set; }

    /// <summary>When the error is to come: "compile time", "runtime" or "any time".</summary>
    internal string ErrorPhase { get; private set; } = "";

    internal TckOutcome Pass() => new(Name, null);

    /// <summary>The outcome of a failure.</summary>
    /// <param name="reason">Groups failures of one cause.</param>
    /// <param name="detail">What more there is to say.</param>
    internal TckOutcome Fail(string reason, string detail) => new(Name, reason, $"{Query}\n{detail}");

    internal QuerySource Source => new() { Name = "query", Text = Query, Sources = ["kit"], Parameters = Parameters };

    /// <summary>Reads a scenario.</summary>
    /// <param name="scenario">Its steps.</param>
    /// <param name="directory">The kit, for its named graphs.</param>
    /// <exception cref="NotSupportedException">A step or a script is of a kind that the harness does not know.</exception>
    internal static TckScenario Read(FeatureScenario scenario, string directory)
    {
        var read = new TckScenario(scenario.Name);
        foreach (var step in scenario.Steps)
        {
            read.Read(step, directory);
        }

        return read;
    }

    private void Read(FeatureStep step, string directory)
    {
        switch (step.Text)
        {
            case "an empty graph" or "any graph" or "no side effects":
                break;
            case "having executed:":
                Graph.Run(step.Document!);
                break;
            case "parameters are:":
                foreach (var row in step.Table)
                {
                    Parameters[row[0]] = ExpectedValue.ReadParameter(row[1]);
                }

                break;
            case "executing query:":
                Query = step.Document!;
                break;
            case "the result should be empty":
                Rows = [];
                break;
            case var text when text.StartsWith("the result should be", StringComparison.Ordinal):
                IsOrdered = text.Contains(", in order", StringComparison.Ordinal);
                IgnoresListOrder = text.Contains(ListsIgnored, StringComparison.Ordinal);
                Columns = step.Table[0];
                Rows = [.. step.Table.Skip(1).Select(row => string.Join(" | ", row.Select(cell => ExpectedValue.Read(cell, IgnoresListOrder))))];
                break;
            case var text when text.Contains(" should be raised at ", StringComparison.Ordinal):
                ErrorClass = text[..text.IndexOf(" should ", StringComparison.Ordinal)].Split(' ')[^1];
                ErrorPhase = text[(text.IndexOf(" at ", StringComparison.Ordinal) + 4)..text.LastIndexOf(':')];
                Error = text[(text.LastIndexOf(':') + 1)..].Trim();
                break;
            case var text when text.StartsWith("the ", StringComparison.Ordinal) && text.EndsWith(" graph", StringComparison.Ordinal):
                var name = text[4..^6];
                Graph.Run(File.ReadAllText(Path.Combine(directory, "graphs", name, $"{name}.cypher")));
                break;
            default:
                throw new NotSupportedException($"step: {step.Text}");
        }
    }
}
