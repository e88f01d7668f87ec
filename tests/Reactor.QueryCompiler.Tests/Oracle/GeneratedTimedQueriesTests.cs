using System.Collections.Concurrent;

namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>
/// Generated queries over time, history and chance, in histories in which time passes (<see cref="TimedCorpus"/>), compared unit by unit and instant by
/// instant; see <see cref="GeneratedQueriesTests"/> for the switches.
/// </summary>
public sealed class GeneratedTimedQueriesTests(ITestOutputHelper output)
{
    private const int Queries = 120;
    private const int Units = 40;
    private const int MistakesShown = 5;

    [Fact]
    public void Generated_queries_over_time_equal_the_equations()
    {
        var made = GeneratedQueries.Make(RandomHistoryTests.FirstSeed, Queries, isTimed: true);
        var coverage = new PlanCoverage();
        made.Texts.ForEach(coverage.Add);
        var mistakes = new ConcurrentQueue<string>();
        var diffs = 0L;
        var withRows = 0;
        var subjects = new CompiledCorpus(made.Texts).Subjects.Select((subject, number) => (subject, RandomHistoryTests.FirstSeed + (number * 1000)));
        Parallel.ForEach(subjects, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, item => Run(item.subject, item.Item2));

        output.WriteLine($"{Queries} queries, {diffs} diffs, {withRows} queries with rows; left out: {made.Refused} refused, {made.Empty} without rows, {made.Unanswerable} beyond the oracle");
        output.WriteLine($"{coverage}\n{mistakes.Count} mistakes");
        foreach (var mistake in mistakes.Take(MistakesShown))
        {
            output.WriteLine(mistake);
        }

        mistakes.Should().BeEmpty();
        withRows.Should().BeGreaterThanOrEqualTo(Queries * 8 / 10, "a query without rows tests little");
        PlanCoverage.NotGenerated.Should().OnlyContain(name => coverage.Operators[name] > 0, "{0}", coverage);

        void Run(Subject subject, int firstSeed)
        {
            try
            {
                var own = 0;
                foreach (var seed in Enumerable.Range(firstSeed, RandomHistoryTests.Storm ?? 10))
                {
                    var history = TimedCorpus.Make(seed, Units);
                    own += mistakes.Count < MistakesShown ? ShrinkingRun.Run(subject, history) : Differential.Run(subject, history);
                }

                Interlocked.Add(ref diffs, own);
                Interlocked.Add(ref withRows, own > 0 ? 1 : 0);
            }
            catch (OracleMismatchException mismatch)
            {
                mistakes.Enqueue(mismatch.Message);
            }
        }
    }
}
