namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>The suite finds what is wrong with a query that is wrong on purpose, and has nothing against one that is right.</summary>
public sealed class DifferentialTests
{
    private const int Units = 40;

    public static TheoryData<ScanFault> Faults => [.. Enum.GetValues<ScanFault>().Where(fault => fault != ScanFault.None)];

    [Fact]
    public void Right_query_passes_and_has_diffs()
    {
        Enumerable.Range(0, 50).Sum(seed => Differential.Run(HandWrittenScan.Subject(ScanFault.None), HistoryGenerator.Make(seed, Units)))
            .Should().BeGreaterThan(300);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Fault_is_found_within_a_few_histories_and_shown_in_a_small_one(ScanFault fault)
    {
        var subject = HandWrittenScan.Subject(fault);
        var found = Enumerable.Range(0, 20).Select(seed => HistoryGenerator.Make(seed, Units))
            .Select(history => (History: history, Reason: Failure(subject, history)))
            .FirstOrDefault(attempt => attempt.Reason is not null);

        found.Reason.Should().NotBeNull();
        var (small, reason) = Shrinker.Shrink(found.History, found.Reason!, candidate => Failure(subject, candidate));

        reason.Should().NotBeEmpty();
        small.Units.Sum(unit => unit.Changes.Count).Should().BeLessThanOrEqualTo(6, "{0}", small);
        small.Units.Count.Should().BeLessThanOrEqualTo(6);
    }

    private static string? Failure(Subject subject, History history)
    {
        try
        {
            Differential.Run(subject, history);
            return null;
        }
        catch (OracleMismatchException mismatch)
        {
            return mismatch.Message;
        }
    }
}
