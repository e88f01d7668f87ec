using Reactor.Contracts.Changes;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Wire;
using Reactor.Cypher.Diagnostics;
using Reactor.QueryCompiler;
using Reactor.QueryRuntime.Loop;

namespace Reactor.Tck.Tests;

/// <summary>
/// Compiles executions, many to an assembly, and runs each in this process on its graph as one bootstrap. One that matches patterns and
/// passes has to give the same rows at the end of a random history of its graph.
/// </summary>
/// <param name="seed">Of the histories.</param>
internal sealed class TckRun(int seed)
{
    private const int InboxBytes = 1 << 18;

    private readonly List<TckOutcome> _outcomes = [];

    internal IReadOnlyList<TckOutcome> Outcomes => _outcomes;

    /// <summary>Executions that were run along a random history as well.</summary>
    internal int Histories { get; private set; }

    /// <summary>Executions whose rows were compared in order.</summary>
    internal int Ordered { get; private set; }

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
            _outcomes.Add(scenarios[0].Fail($"compiler: {exception.GetType().Name}", exception.ToString()));
        }
    }

    /// <summary>Throws before it notes any outcome, or not at all.</summary>
    private void RunTogether(IReadOnlyList<TckScenario> scenarios)
    {
        var reports = QuerySetCompiler.Compile([.. scenarios.Select(scenario => scenario.Source)]).Queries;
        TckScenario[] accepted = [.. scenarios.Where((_, i) => !reports[i].HasErrors)];
        var assembly = accepted.Length == 0 ? null : QuerySetCompiler.Compile([.. accepted.Select(scenario => scenario.Source)]).Assembly!;
        using var loaded = assembly?.Load();
        _outcomes.AddRange(scenarios.Select((scenario, i) => (scenario, Report: reports[i])).Where(pair => pair.Report.HasErrors)
            .Select(pair => Refused(pair.scenario, pair.Report)));
        for (var i = 0; i < accepted.Length; i++)
        {
            try
            {
                _outcomes.Add(Execute(accepted[i], assembly!.Manifests[i], loaded!.Create));
            }
            catch (GuestFailedException failure)
            {
                _outcomes.Add(accepted[i].Fail($"query: {failure.Message}", failure.Detail));
            }
            catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException)
            {
                _outcomes.Add(accepted[i].Fail($"harness: {exception.Message}", ""));
            }
        }
    }

    private static TckOutcome Refused(TckScenario scenario, QueryReport report)
    {
        var error = report.Diagnostics.First(diagnostic => diagnostic.Severity == Severity.Error);
        if (scenario.Error is null)
        {
            return scenario.Fail($"{error.Code}: {error.Message}", string.Join('\n', report.FormatDiagnostics()));
        }

        return (scenario.Error == "*" ? error.Code == DiagnosticCode.UnsupportedFeature : report.Diagnostics.All(diagnostic => diagnostic.Code.ToString() != scenario.Error))
            ? scenario.Fail($"wrong error: {error.Code} instead of {scenario.Error}", error.Message)
            : scenario.Pass();
    }

    private TckOutcome Execute(TckScenario scenario, QueryManifest manifest, Func<int, CompiledQuery> create)
    {
        using var guest = new InProcessGuest(create, seed: 1, InboxBytes);
        var run = new GuestRun(guest, manifest, scenario.IgnoresListOrder);
        run.Unit(UnitKind.Bootstrap, scenario.Graph.Elements.Select(element => (Func<SourceVocabulary, ElementChange>)element.Insert));
        var order = guest.Query!.ResultOrder;
        var outcome = Judgement.Of(scenario, manifest, run, order);
        Ordered += scenario.IsOrdered && order is not null ? 1 : 0;
        if (outcome.Reason is not null || scenario.Rows is null || !scenario.MatchesPatterns)
        {
            return outcome;
        }

        Histories++;
        using var other = new InProcessGuest(create, seed: 2, InboxBytes);
        var history = new GuestRun(other, manifest, scenario.IgnoresListOrder);
        RandomHistory.Play(history, scenario.Graph, new Random(seed));
        var later = Judgement.Of(scenario, manifest, history, other.Query!.ResultOrder);
        return later.Reason is null ? later : later with { Reason = $"after a random history: {later.Reason}" };
    }
}
