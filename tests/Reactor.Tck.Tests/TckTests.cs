namespace Reactor.Tck.Tests;

/// <summary>The openCypher Technology Compatibility Kit's reading scenarios, each as the bootstrap of a continuous query.</summary>
/// <remarks>
/// The kit is not part of this repository: see <see cref="Kit"/>. REACTOR_TCK_REPORT may name a file to write all failures to. Results
/// "in order" are compared in order, all others as bags; errors by their class, at compile time by their detail.
/// </remarks>
public sealed class TckTests(ITestOutputHelper output)
{
    /// <summary>How many executions have to pass: all the kit has.</summary>
    private const int Floor = 1815;

    private const int BatchSize = 100;

    [Fact]
    public void Compatibility_kit_passes_as_far_as_it_did()
    {
        var kit = Kit.Require();
        var run = new TckRun(Kit.Seed);
        foreach (var batch in kit.Scenarios.Chunk(BatchSize))
        {
            run.Run(batch);
        }

        TckOutcome[] outcomes = [.. kit.Unread, .. run.Outcomes];
        Report(outcomes, kit.Excluded, $"seed {Kit.Seed}: {run.Histories} executions also along a random history, {run.Ordered} compared in order");
        run.Histories.Should().BePositive();
        run.Ordered.Should().BePositive();
        outcomes.Count(outcome => outcome.Reason is null).Should().BeGreaterThanOrEqualTo(Floor);
    }

    private void Report(TckOutcome[] outcomes, int excluded, string runs)
    {
        var failed = outcomes.Where(outcome => outcome.Reason is not null).ToArray();
        List<string> lines = [$"tck: {outcomes.Length - failed.Length} passed, {failed.Length} failed, {excluded} excluded of {outcomes.Length + excluded}", runs];
        lines.AddRange(failed.GroupBy(outcome => outcome.Reason)
            .OrderByDescending(group => group.Key!.StartsWith("UnsupportedFeature", StringComparison.Ordinal))
            .ThenByDescending(group => group.Count())
            .Select(group => $"{group.Count(),5}  {group.Key}"));
        output.WriteLine(string.Join('\n', lines));
        if (Environment.GetEnvironmentVariable("REACTOR_TCK_REPORT") is { Length: > 0 } path)
        {
            lines.AddRange(failed.Select(outcome => $"\n== {outcome.Scenario}\n-- {outcome.Reason}\n{outcome.Detail}"));
            File.WriteAllLines(path, lines);
        }
    }
}
