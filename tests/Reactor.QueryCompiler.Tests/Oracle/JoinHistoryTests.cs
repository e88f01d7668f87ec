namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>Relations of joins equal recomputed ones after every unit, in everything that can be asked of them; see <see cref="RandomHistoryTests"/>.</summary>
public sealed class JoinHistoryTests(ITestOutputHelper output)
{
    private const int Units = 40;

    private static readonly Lazy<CompiledCorpus> Corpus = new(JoinCorpus.Compile);

    public static TheoryData<string> Queries => [.. JoinCorpus.Queries];

    [Theory]
    [MemberData(nameof(Queries))]
    public void Incremental_result_equals_the_recomputed_one_after_every_unit(string query)
    {
        var diffs = Enumerable.Range(RandomHistoryTests.FirstSeed, RandomHistoryTests.Storm ?? 8)
            .Sum(seed => ShrinkingRun.Run(Corpus.Value.SubjectOf(query), HistoryGenerator.Make(seed, Units)));

        output.WriteLine($"{diffs} diffs");
        diffs.Should().Match(seen => query.Contains("AS never") ? seen == 0 : seen > 0);
    }
}
