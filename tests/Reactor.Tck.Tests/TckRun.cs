using Reactor.Contracts.Guests;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Results;
using Reactor.Contracts.Wire;
using Reactor.Contracts.Changes;
using Reactor.Cypher.Diagnostics;
using Reactor.QueryCompiler;
using Reactor.QueryRuntime.Loop;
using Reactor.Tck.Tests.Values;

namespace Reactor.Tck.Tests;

/// <summary>Compiles executions, many to an assembly, and runs each in this process on its graph as one bootstrap.</summary>
internal sealed class TckRun
{
    private const int InboxBytes = 1 << 18;

    private readonly List<TckOutcome> _outcomes = [];

    internal IReadOnlyList<TckOutcome> Outcomes => _outcomes;

    internal void Run(IReadOnlyList<TckScenario> scenarios)
    {
        if (scenarios.Count == 0)
        {
            return;
        }

        try
        {
            RunTogether(scenarios);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException && scenarios.Count > 1)
        {
            // One of them crashes the compiler: halves find out which.
            Run([.. scenarios.Take(scenarios.Count / 2)]);
            Run([.. scenarios.Skip(scenarios.Count / 2)]);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Fail(scenarios[0], $"compiler: {exception.GetType().Name}", exception.ToString());
        }
    }

    /// <summary>Throws before it notes any outcome, or not at all.</summary>
    private void RunTogether(IReadOnlyList<TckScenario> scenarios)
    {
        var reports = QuerySetCompiler.Compile([.. scenarios.Select(scenario => scenario.Source)]).Queries;
        TckScenario[] accepted = [.. scenarios.Where((_, i) => !reports[i].HasErrors)];
        var assembly = accepted.Length == 0 ? null : QuerySetCompiler.Compile([.. accepted.Select(scenario => scenario.Source)]).Assembly!;
        using var loaded = assembly?.Load();
        for (var i = 0; i < scenarios.Count; i++)
        {
            if (reports[i].HasErrors)
            {
                Refused(scenarios[i], reports[i]);
            }
        }

        for (var i = 0; i < accepted.Length; i++)
        {
            var number = i;
            try
            {
                Execute(accepted[i], assembly!.Manifests[i], () => loaded!.Create(number));
            }
            catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException)
            {
                Fail(accepted[i], $"harness: {exception.Message}", "");
            }
        }
    }

    private void Refused(TckScenario scenario, QueryReport report)
    {
        var error = report.Diagnostics.First(diagnostic => diagnostic.Severity == Severity.Error);
        if (scenario.Error is null)
        {
            Fail(scenario, $"{error.Code}: {error.Message}", string.Join('\n', report.FormatDiagnostics()));
        }
        else if (scenario.Error == "*" ? error.Code == DiagnosticCode.UnsupportedFeature : report.Diagnostics.All(diagnostic => diagnostic.Code.ToString() != scenario.Error))
        {
            Fail(scenario, $"wrong error: {error.Code} instead of {scenario.Error}", error.Message);
        }
        else
        {
            Pass(scenario);
        }
    }

    private void Execute(TckScenario scenario, QueryManifest manifest, Func<CompiledQuery> create)
    {
        using var guest = new InProcessGuest(_ => create(), seed: 1, InboxBytes);
        var validator = new ResultValidator(manifest.Columns.Count);
        var batch = new ResultBatch();
        var exit = guest.Enter(GuestCommand.Open, 0, 0, 0, TimeSpan.FromSeconds(10));
        exit = exit.IsHealthy ? guest.Enter(GuestCommand.Apply, 0, Bootstrap(guest.Inbox, scenario, manifest), 0, TimeSpan.FromSeconds(10)) : exit;
        if (!exit.IsHealthy)
        {
            Fail(scenario, $"query: {exit.Reason}", exit.Detail ?? "");
            return;
        }

        if (!validator.TryAppend(guest.Outbox[..exit.OutboxLength], 1, batch, out var fault))
        {
            Fail(scenario, "query: invalid result", fault!);
            return;
        }

        Judge(scenario, manifest, batch, validator);
    }

    private static int Bootstrap(Span<byte> inbox, TckScenario scenario, QueryManifest manifest)
    {
        var vocabulary = new SourceVocabulary();
        var encoder = new ChangeEncoder(manifest, 0, vocabulary);
        var length = ChangeEncoder.WriteUnitBegin(inbox, UnitKind.Bootstrap, 1, 0);
        foreach (var change in scenario.Graph.Elements.Select(element => element.Insert(vocabulary)).ToArray())
        {
            var written = encoder.Write(inbox[length..], change);
            length += written > 0 ? written : throw new InvalidOperationException("the graph is larger than the inbox");
        }

        return length + ChangeEncoder.WriteUnitEnd(inbox[length..]);
    }

    private void Judge(TckScenario scenario, QueryManifest manifest, ResultBatch batch, ResultValidator validator)
    {
        if (scenario.Rows is null)
        {
            // Row errors carry no class, so standing ones count for any error of run time.
            var isRaised = validator.StandingRowErrors > 0 && scenario.ErrorPhase != "compile time";
            Report(scenario, isRaised, $"no error: {scenario.Error} at {scenario.ErrorPhase}", validator.NewestRowError ?? "");
            return;
        }

        var rows = Rows(batch, manifest.Columns.Count, scenario.IgnoresListOrder);
        if (validator.StandingRowErrors > 0)
        {
            Fail(scenario, $"row error: {validator.NewestRowError}", string.Join('\n', rows));
        }
        else if (scenario.Rows.Count > 0 && !manifest.Columns.Select(column => column.Name).SequenceEqual(scenario.Columns))
        {
            Fail(scenario, "wrong columns", $"{string.Join(", ", manifest.Columns.Select(column => column.Name))} instead of {string.Join(", ", scenario.Columns)}");
        }
        else
        {
            Report(scenario, rows.SequenceEqual(scenario.Rows), "wrong rows", $"expected\n{string.Join('\n', scenario.Rows)}\ngot\n{string.Join('\n', rows)}");
        }
    }

    private static List<string> Rows(ResultBatch batch, int columns, bool sortLists)
    {
        var rows = new List<string>();
        foreach (var diff in batch.Diffs)
        {
            foreach (var row in batch.Rows(diff))
            {
                var cells = new string[columns];
                for (var i = 0; i < columns; i++)
                {
                    cells[i] = CellText.Of(row.After(i), sortLists);
                }

                rows.Add(string.Join(" | ", cells));
            }
        }

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private void Report(TckScenario scenario, bool passed, string reason, string detail)
    {
        if (passed)
        {
            Pass(scenario);
        }
        else
        {
            Fail(scenario, reason, detail);
        }
    }

    private void Pass(TckScenario scenario) => _outcomes.Add(new TckOutcome(scenario.Name, null));

    private void Fail(TckScenario scenario, string reason, string detail) => _outcomes.Add(new TckOutcome(scenario.Name, reason, $"{scenario.Query}\n{detail}"));
}
