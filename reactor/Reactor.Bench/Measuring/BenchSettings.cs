namespace Reactor.Bench.Measuring;

/// <summary>How long to measure.</summary>
public sealed record BenchSettings
{
    /// <summary>What is measured at most per figure, set-up excluded; more than zero. Default 1.5 s.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Rounds that are measured whatever they take, after one that is not counted; 1 and more. Default 11.</summary>
    public int MinRounds { get; init; } = 11;

    /// <summary>Rounds after which a figure is good enough; default 2000.</summary>
    public int MaxRounds { get; init; } = 2000;

    /// <summary>Divides the number of instances of the figures with many of them; 1 and more. Default 1.</summary>
    public int CrowdDivisor { get; init; } = 1;

    /// <summary>A look at each figure, to see that it can be measured: nothing to be quoted.</summary>
    public static BenchSettings Smoke { get; } = new() { Budget = TimeSpan.FromMilliseconds(1), MinRounds = 2, MaxRounds = 2, CrowdDivisor = 100 };
}
