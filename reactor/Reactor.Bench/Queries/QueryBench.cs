using Reactor.QueryCompiler.NativeImage;

namespace Reactor.Bench.Queries;

/// <summary>The figures of compiled queries: speed, time of one change, memory, growth with the state, compile times.</summary>
public static class QueryBench
{
    private const int Million = 1_000_000;
    private const int JoinElements = 100_000;

    private static readonly (string Name, Func<QueryBenchSettings, CancellationToken, Task<IReadOnlyList<QueryFigure>>> Run)[] Benches =
    [
        .. ComfortScenarios.All.Select(scenario => (scenario.Name, Speed(_ => scenario.Create()))),
        ("count_per_key", Speed(scale => StateScenarios.CountPerKey("count_per_key", scale.Scaled(Million), scale.Scaled(Million)) with { Reach = 300_000 })),
        ("count_per_key_memory", (settings, _) => GroupMemory.MeasureAsync(settings)),
        ("three_way_join/4_rows", Speed(scale => StateScenarios.Join("three_way_join/4_rows", scale.Scaled(JoinElements), 2) with { Reach = 100_000 })),
        ("three_way_join/100_rows", Speed(scale => StateScenarios.Join("three_way_join/100_rows", scale.Scaled(JoinElements), 10) with
        {
            RoundChanges = 8 * FeedBuilder.BatchChanges,
            RowsReach = 1_000_000,
        })),
        ("top_10", Speed(scale => StateScenarios.TopTen("top_10", scale.Scaled(Million)) with { Reach = 200_000 })),
        .. Growth("projection", StateScenarios.Projection),
        .. Growth("count_per_key", (name, elements) => StateScenarios.CountPerKey(name, elements, Math.Max(1, elements / 10))),
        .. Growth("join_of_4_rows", (name, elements) => StateScenarios.Join(name, Math.Max(2, elements / 3), 2)),
        .. Growth("top_10", StateScenarios.TopTen),
        ("compile", CompileTimes.MeasureAsync),
    ];

    /// <summary>Names of all benches, in the order in which they run.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Benches.Select(bench => bench.Name)];

    /// <summary>Runs benches on the calling thread.</summary>
    /// <param name="only">Parts of names; a bench runs when its name contains one. Empty: all of them.</param>
    /// <param name="settings">How much to measure.</param>
    /// <param name="show">Told of each figure as it comes.</param>
    /// <param name="cancellationToken">Stops between two benches.</param>
    /// <exception cref="NativeImageException">An image cannot be built.</exception>
    /// <exception cref="InvalidOperationException">A query failed or gave rows it should not.</exception>
    public static async Task RunAsync(
        IReadOnlyCollection<string> only, QueryBenchSettings settings, Action<QueryFigure> show, CancellationToken cancellationToken)
    {
        foreach (var (_, run) in Benches.Where(bench => only.Count == 0 || only.Any(bench.Name.Contains)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (QueryFigure figure in await run(settings, cancellationToken))
            {
                show(figure);
            }
        }
    }

    private static Func<QueryBenchSettings, CancellationToken, Task<IReadOnlyList<QueryFigure>>> Speed(Func<QueryBenchSettings, Scenario> create) =>
        (settings, _) => ScenarioRun.MeasureAsync(create(settings), settings);

    // The same changes at three sizes of the state: the matches of one stay as many.
    private static IEnumerable<(string, Func<QueryBenchSettings, CancellationToken, Task<IReadOnlyList<QueryFigure>>>)> Growth(
        string name, Func<string, int, Scenario> create) =>
        new[] { (Text: "10k", Elements: 10_000), (Text: "100k", Elements: 100_000), (Text: "1M", Elements: Million) }.Select(size =>
            ($"growth/{name}/{size.Text}", Speed(settings => create($"growth/{name}/{size.Text}", settings.Scaled(size.Elements)))));
}
