namespace Reactor.Bench.Queries;

/// <summary>How much to measure.</summary>
public sealed record QueryBenchSettings
{
    /// <summary>Multiplies the elements of every state and the changes of a round; more than 0, at most 1. Default 1, what is to be quoted.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Rounds of a speed, after two that are not counted; 1 and more. Default 5.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>Whether to measure in micro-VMs as well; needs KVM and the native toolchain. Default true.</summary>
    public bool InMicroVms { get; init; } = true;

    /// <summary>A look at each figure, to see that it can be measured: nothing to be quoted.</summary>
    public static QueryBenchSettings Smoke { get; } = new() { Scale = 0.001, Rounds = 1, InMicroVms = false };

    /// <summary>Elements, or changes, of a full-size number of them: at least 20.</summary>
    internal int Scaled(int count) => Math.Min(count, Math.Max(20, (int)(count * Scale)));
}
