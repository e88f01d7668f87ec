namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>
/// Functions over time and history equal their equations over the recorded evaluations, instant by instant: nothing fires early, late or twice; see
/// <see cref="RandomHistoryTests"/>.
/// </summary>
public sealed class TimedHistoryTests(ITestOutputHelper output)
{
    private const int Units = 40;

    private static readonly Lazy<CompiledCorpus> Corpus = new(() => new CompiledCorpus(TimedCorpus.Queries));

    public static TheoryData<string> Queries => [.. TimedCorpus.Queries];

    [Theory]
    [MemberData(nameof(Queries))]
    public void Diffs_of_units_and_instants_equal_the_equations(string query)
    {
        var diffs = Enumerable.Range(RandomHistoryTests.FirstSeed, RandomHistoryTests.Storm ?? 12)
            .Sum(seed => ShrinkingRun.Run(Corpus.Value.SubjectOf(query), TimedCorpus.Make(seed, Units)));

        output.WriteLine($"{diffs} diffs");
        diffs.Should().BePositive();
    }
}
