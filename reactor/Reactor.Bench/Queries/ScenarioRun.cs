using System.Diagnostics;
using Reactor.Bench.Measuring;
using Reactor.Contracts.Changes;
using Reactor.Contracts.Resources;
using Reactor.Vmm;

namespace Reactor.Bench.Queries;

/// <summary>
/// Measures a scenario: from decoded changes in the query's queue to validated rows in host memory, on this thread. Rounds of the kinds of
/// isolation alternate over the same changes; their rows are counted and must be equally many.
/// </summary>
internal static class ScenarioRun
{
    private const int WarmUpRounds = 2;
    private const int SingleChanges = 400;

    private static readonly QueryRuntimeSettings Runtime = new(2L << 30, TimeSpan.FromSeconds(60));

    /// <summary>Gives the speed and the time of one change, in this process and then in a micro-VM where there is one.</summary>
    /// <exception cref="InvalidOperationException">The query failed, or gave other numbers of rows here and there.</exception>
    internal static async Task<IReadOnlyList<QueryFigure>> MeasureAsync(Scenario scenario, QueryBenchSettings settings)
    {
        using CompiledScenario compiled = await CompiledScenario.CompileAsync(
            "feed", settings.InMicroVms ? [InstanceMemory.CopyOnWrite] : [], ("bench", scenario.Query));
        var runs = compiled.Providers.Select(guests => new Run(new DrivenInstance(compiled.Manifests[0], guests, Runtime), guests.Isolation)).ToArray();
        try
        {
            double stateBytes = Load(scenario, runs);
            int batches = Math.Max(1, settings.Scaled(scenario.RoundChanges) / FeedBuilder.BatchChanges);
            for (int round = 0; round < WarmUpRounds + settings.Rounds; round++)
            {
                Round(scenario, runs, batches, isCounted: round >= WarmUpRounds);
            }

            for (int change = 0; change < settings.Scaled(SingleChanges); change++)
            {
                ChangeBatch batch = scenario.Feed.Live([scenario.Update()]);
                Array.ForEach(runs, run => run.Microseconds.Add(run.Drain(batch) * 1_000_000));
            }

            RequireEqualRows(scenario, runs);
            return [.. runs.SelectMany(run => run.Figures(scenario, stateBytes))];
        }
        finally
        {
            Array.ForEach(runs, run => run.Instance.Dispose());
        }
    }

    /// <summary>Inserts the elements into all runs, each a unit of its own: no buffer of one large unit counts as state.</summary>
    /// <returns>Bytes of managed memory that the first one's state takes; its query keeps nothing else.</returns>
    private static double Load(Scenario scenario, Run[] runs)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (ChangeBatch batch in scenario.Feed.Load(scenario.Elements))
        {
            Array.ForEach(runs, run => run.Drain(batch));
        }

        return GC.GetTotalMemory(forceFullCollection: true) - before;
    }

    private static void Round(Scenario scenario, Run[] runs, int batches, bool isCounted)
    {
        ChangeBatch[] updates = [.. Enumerable.Range(0, batches).Select(_ =>
            scenario.Feed.Live([.. Enumerable.Range(0, FeedBuilder.BatchChanges).Select(_ => scenario.Update())]))];
        foreach (Run run in runs)
        {
            long rows = run.Instance.Rows;
            double seconds = run.Drain(updates);
            if (isCounted)
            {
                run.Changes.Add(batches * FeedBuilder.BatchChanges / seconds);
                run.Rows.Add((run.Instance.Rows - rows) / seconds);
            }
        }
    }

    private static void RequireEqualRows(Scenario scenario, Run[] runs)
    {
        if (runs.FirstOrDefault(run => run.Instance.Rows != runs[0].Instance.Rows) is { } other)
        {
            throw new InvalidOperationException(
                $"{scenario.Name} gave {runs[0].Instance.Rows} rows {runs[0].Isolation} and {other.Instance.Rows} rows {other.Isolation}.");
        }
    }

    private sealed record Run(DrivenInstance Instance, string Isolation)
    {
        internal List<double> Changes { get; } = [];

        internal List<double> Rows { get; } = [];

        internal List<double> Microseconds { get; } = [];

        /// <summary>Seconds of what is measured.</summary>
        internal double Drain(params ReadOnlySpan<ChangeBatch> batches)
        {
            foreach (ChangeBatch batch in batches)
            {
                Instance.Enqueue(batch);
            }

            long started = Stopwatch.GetTimestamp();
            Instance.Drain();
            return Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        internal IEnumerable<QueryFigure> Figures(Scenario scenario, double stateBytes)
        {
            bool isMicroVm = Isolation != "inprocess";
            yield return new QueryFigure(scenario.Name, Isolation)
            {
                PerSecond = Distribution.Of(Changes).Median,
                MedianUs = Distribution.Of(Microseconds).Median,
                StateBytes = isMicroVm ? null : stateBytes,
            }.WithSpeedAtLeast(isMicroVm ? scenario.Reach : null);
            if (scenario.RowsReach is { } reach)
            {
                yield return new QueryFigure(scenario.Name + "/rows", Isolation) { PerSecond = Distribution.Of(Rows).Median }
                    .WithSpeedAtLeast(isMicroVm ? reach : null);
            }
        }
    }
}
