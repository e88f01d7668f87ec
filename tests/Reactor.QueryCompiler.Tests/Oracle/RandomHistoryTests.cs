namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>
/// Incremental equals recomputed: every query of <see cref="QueryCorpus"/> over random histories, in this process and through the wire
/// format. After each unit the diffs add up to the recomputed result and say what an observer of row identities would say; and
/// however the feed is cut into batches, the same bytes come out.
/// </summary>
/// <remarks>
/// A failure names the query and the seed and prints a history that was made as small as possible. A plain run takes a few histories per
/// query; <c>REACTOR_STORM=N dotnet test tests/Reactor.QueryCompiler.Tests -c Release --filter RandomHistory</c> takes N per query,
/// and <c>REACTOR_SEED=S</c> begins at another seed than 0.
/// </remarks>
public sealed class RandomHistoryTests(ITestOutputHelper output)
{
    private const int Units = 40;

    internal static readonly int FirstSeed = Setting("REACTOR_SEED") ?? 0;
    internal static readonly int? Storm = Setting("REACTOR_STORM");

    public static TheoryData<string> Queries => [.. QueryCorpus.Queries];

    [Theory]
    [MemberData(nameof(Queries))]
    public void Incremental_result_equals_the_recomputed_one_after_every_unit(string query)
    {
        var counts = new HistoryCounts();
        var diffs = 0;
        for (var seed = FirstSeed; seed < FirstSeed + (Storm ?? 6); seed++)
        {
            var history = HistoryGenerator.Make(seed, Units);
            counts.Add(history);
            diffs += ShrinkingRun.Run(CompiledCorpus.Get(query), history);
        }

        output.WriteLine($"{diffs} diffs; {counts}");
    }

    private static int? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text) : null;
}
