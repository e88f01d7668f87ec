using System.Collections.Concurrent;

namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>
/// The proof by volume: generated queries over random histories, each unit of each history compared with what the oracle recomputes, and the bytes of
/// the whole compared between one by one, all in one batch, and random cuts (<see cref="Differential"/>).
/// </summary>
/// <remarks>
/// A failure names query and seeds and prints a history made as small as possible. <c>REACTOR_STORM=N dotnet test tests/Reactor.QueryCompiler.Tests
/// -c Release --filter GeneratedQueries</c> takes N histories per query and twice as many queries, <c>REACTOR_SEED=S</c> begins at another seed than 0.
/// </remarks>
public sealed class GeneratedQueriesTests(ITestOutputHelper output)
{
    private const int Histories = 70;
    private const int Units = 50;
    private const int Shown = 5;

    private static readonly int FirstSeed = RandomHistoryTests.Setting("REACTOR_SEED") ?? 0;
    private static readonly int? Storm = RandomHistoryTests.Setting("REACTOR_STORM");

    [Fact]
    public void Generated_queries_equal_the_recomputed_result_over_a_million_units()
    {
        var made = GeneratedQueries.Make(FirstSeed, Storm is null ? 320 : 640);
        var corpus = new CompiledCorpus(made.Texts);
        var counts = new HistoryCounts();
        var coverage = new PlanCoverage();
        made.Texts.ForEach(coverage.Add);
        var (histories, withRows, diffs) = (0, 0, 0L);
        var mistaken = new ConcurrentQueue<string>();
        Parallel.ForEach(corpus.Subjects.Select((subject, number) => (subject, number)), item =>
        {
            var seen = new HistoryCounts();
            var (run, found) = Run(item.subject, FirstSeed + (item.number * 1000), seen, mistaken);
            lock (counts)
            {
                counts.Add(seen);
                histories += run;
                withRows += found > 0 ? 1 : 0;
                diffs += found;
            }
        });

        output.WriteLine($"oracle: {corpus.Subjects.Count} queries, {histories} histories, {counts.Counts["units"]} units, {diffs} diffs, seed {FirstSeed}; {withRows} queries have rows; {counts}");
        output.WriteLine($"candidates left out: {made.Refused} refused, {made.Empty} without rows, {made.Unanswerable} beyond the oracle");
        output.WriteLine($"{coverage.Pairs} pairs of operators; queries by operator and by what it feeds:\n{coverage}");
        output.WriteLine($"{mistaken.Count} mistaken");
        foreach (var text in mistaken.Take(Shown))
        {
            output.WriteLine(text);
        }

        mistaken.Should().BeEmpty();
    }

    /// <summary>Runs a query over its histories until one fails.</summary>
    private static (int Histories, long Diffs) Run(Subject subject, int firstSeed, HistoryCounts counts, ConcurrentQueue<string> mistaken)
    {
        var (histories, diffs) = (0, 0L);
        try
        {
            for (; histories < (Storm ?? Histories); histories++)
            {
                var history = HistoryGenerator.Make(firstSeed + histories, Units);
                counts.Add(history);
                diffs += mistaken.Count < Shown ? RandomHistoryTests.Run(subject, history) : Differential.Run(subject, history);
            }
        }
        catch (OracleMismatchException mismatch)
        {
            mistaken.Enqueue(mismatch.Message);
        }

        return (histories, diffs);
    }
}
