using System.Collections.Concurrent;
using System.Diagnostics;

namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>
/// The proof by volume: generated queries over random histories, each unit of each history compared with what the oracle recomputes, and the bytes of
/// the whole compared between one by one, all in one batch, and random cuts (<see cref="Differential"/>).
/// </summary>
/// <remarks>
/// <para>Nothing is sampled: the oracle recomputes after every one of the million units. On two cores that is 7 ms a history, half of it the oracle's,
/// behind 25 s of processor time for compiling the queries and as much for the JIT.</para>
/// <para>A failure names query and seeds and prints a history made as small as possible. <c>REACTOR_STORM=N dotnet test tests/Reactor.QueryCompiler.Tests
/// -c Release --filter GeneratedQueries</c> takes N histories per query, <c>REACTOR_SEED=S</c> begins at another seed than 0.</para>
/// </remarks>
public sealed class GeneratedQueriesTests(ITestOutputHelper output)
{
    private const int Queries = 320;
    private const int Histories = 70;
    private const int Units = 50;
    private const int MistakesShown = 5;
    private const int LeastPairs = 140;

    private static readonly int FirstSeed = RandomHistoryTests.FirstSeed;
    private static readonly int HistoriesAsked = RandomHistoryTests.Storm ?? Histories;

    private readonly HistoryCounts _counts = new();
    private readonly ConcurrentQueue<string> _mistakes = new();
    private int _histories;
    private int _withRows;
    private long _diffs;

    [Fact]
    public void Generated_queries_equal_the_recomputed_result_after_each_of_a_million_units()
    {
        var clock = Stopwatch.StartNew();
        var made = GeneratedQueries.Make(FirstSeed, Queries);
        var coverage = new PlanCoverage();
        made.Texts.ForEach(coverage.Add);
        var subjects = new CompiledCorpus(made.Texts).Subjects.Select((subject, number) => (Subject: subject, FirstSeed: FirstSeed + (number * 1000)));
        var compiled = clock.Elapsed;
        Parallel.ForEach(subjects, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, item => Run(item.Subject, item.FirstSeed));

        output.WriteLine($"oracle: {Queries} queries, {_histories} histories, {_counts.Counts["units"]} units, {_diffs} diffs, seed {FirstSeed}; {_counts}");
        output.WriteLine($"{_withRows} queries have rows; left out: {made.Refused} refused, {made.Empty} without rows, {made.Laborious} with too many, {made.Unanswerable} beyond the oracle");
        output.WriteLine($"{coverage.Pairs} pairs of operators; queries by operator, and by what it feeds:\n{coverage}");
        output.WriteLine($"{compiled.TotalSeconds:0} s to make and compile, {(clock.Elapsed - compiled).TotalSeconds:0} s to run");
        output.WriteLine($"{_mistakes.Count} mistakes");
        foreach (var mistake in _mistakes.Take(MistakesShown))
        {
            output.WriteLine(mistake);
        }

        _mistakes.Should().BeEmpty();
        _histories.Should().Be(Queries * HistoriesAsked);
        _withRows.Should().BeGreaterThanOrEqualTo(Queries * 8 / 10, "a query without rows tests little");
        coverage.Operators.Should().OnlyContain(entry => entry.Value > 0 || PlanCoverage.NotGenerated.Contains(entry.Key), "{0}", coverage);
        coverage.Pairs.Should().BeGreaterThanOrEqualTo(LeastPairs);
        _counts.Counts.Values.Should().OnlyContain(count => count >= _histories / 10, "{0}", _counts);
    }

    /// <summary>Runs a query over its histories until one fails.</summary>
    private void Run(Subject subject, int firstSeed)
    {
        var counts = new HistoryCounts();
        var (histories, diffs) = (0, 0L);
        try
        {
            for (; histories < HistoriesAsked; histories++)
            {
                var history = HistoryGenerator.Make(firstSeed + histories, Units);
                counts.Add(history);
                diffs += _mistakes.Count < MistakesShown ? ShrinkingRun.Run(subject, history) : Differential.Run(subject, history);
            }
        }
        catch (OracleMismatchException mismatch)
        {
            _mistakes.Enqueue(mismatch.Message);
        }

        lock (_counts)
        {
            _counts.Add(counts);
            _histories += histories;
            _withRows += diffs > 0 ? 1 : 0;
            _diffs += diffs;
        }
    }
}
