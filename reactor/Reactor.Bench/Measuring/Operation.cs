namespace Reactor.Bench.Measuring;

/// <summary>One thing that is timed.</summary>
/// <param name="Timed">The operation.</param>
internal sealed record Operation(Action Timed)
{
    /// <summary>What makes it possible; not timed.</summary>
    internal Action Before { get; init; } = Nothing;

    /// <summary>What undoes it; not timed.</summary>
    internal Action After { get; init; } = Nothing;

    /// <summary>How often <see cref="Timed"/> runs for one measurement, which is then their mean: more than 1 where one is too short to time.</summary>
    internal int Repeats { get; init; } = 1;

    private static void Nothing()
    {
    }
}
