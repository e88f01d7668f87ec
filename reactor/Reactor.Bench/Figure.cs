using Reactor.Bench.Measuring;

namespace Reactor.Bench;

/// <summary>One result of a run.</summary>
/// <param name="Bench">Its name, <c>group/bench[/variant]</c>; Hyperlight's where it means the same.</param>
public sealed record Figure(string Bench)
{
    /// <summary>Unit of times: microseconds.</summary>
    public const string Microseconds = "µs";

    /// <summary>The median, in <see cref="Unit"/>.</summary>
    public required double Value { get; init; }

    /// <summary>Unit of <see cref="Value"/>, quartiles and <see cref="Floor"/>.</summary>
    public string Unit { get; init; } = Microseconds;

    /// <summary>A quarter of the measurements are less; null when there was one.</summary>
    public double? LowerQuartile { get; init; }

    /// <summary>A quarter of the measurements are more; null when there was one.</summary>
    public double? UpperQuartile { get; init; }

    /// <summary>How many measurements.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>What is compared with, measured in the same rounds; null when nothing is.</summary>
    public double? Floor { get; init; }

    /// <summary>The bench <see cref="Floor"/> is of.</summary>
    public string? FloorBench { get; init; }

    /// <summary><see cref="Value"/> over <see cref="Floor"/>; for parity and scaling the speed against the floor's, so that more is better.</summary>
    public double? Ratio { get; init; }

    /// <summary>What was reached for; null when the figure is only reported.</summary>
    public Reach? Reach { get; init; }

    /// <summary>A time without anything to compare it with.</summary>
    internal static Figure Of(string bench, Distribution time) => new(bench)
    {
        Value = time.Median,
        LowerQuartile = time.LowerQuartile,
        UpperQuartile = time.UpperQuartile,
        Samples = time.Count,
    };

    /// <summary>A time against another of the same rounds.</summary>
    internal static Figure Against(string floorBench, Samples floor, string bench, Samples samples) => Of(bench, samples.Distribution) with
    {
        Floor = floor.Distribution.Median,
        FloorBench = floorBench,
        Ratio = samples.RatioTo(floor),
    };

    /// <summary>The figure with a bound on its ratio.</summary>
    internal Figure WithRatioAtMost(double bound) => this with { Reach = Reach.AtMost(Ratio!.Value, bound, "× " + FloorBench) };

    /// <summary>The figure with a bound on its value.</summary>
    internal Figure WithValueAtMost(double bound) => this with { Reach = Reach.AtMost(Value, bound, Unit) };
}
