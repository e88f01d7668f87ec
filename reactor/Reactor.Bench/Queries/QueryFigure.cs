namespace Reactor.Bench.Queries;

/// <summary>One result of <see cref="QueryBench"/>.</summary>
/// <param name="Bench">Its name, <c>bench[/variant]</c>.</param>
/// <param name="Isolation">Where the query ran: <c>inprocess</c> or <c>microvm</c>.</param>
public sealed record QueryFigure(string Bench, string Isolation)
{
    /// <summary>Changes per second (rows per second where the name says so), median of the rounds; null when the figure is no speed.</summary>
    public double? PerSecond { get; init; }

    /// <summary>Microseconds of one change by itself, from the queue to validated rows, median; of the whole operation where it is no change.</summary>
    public double? MedianUs { get; init; }

    /// <summary>Bytes of managed memory the query's state takes, or one element or group of it where the name says so; null when not measured.</summary>
    public double? StateBytes { get; init; }

    /// <summary>What was reached for; null when the figure is only reported.</summary>
    public Reach? Reach { get; init; }

    /// <summary>The figure with a bound on its speed.</summary>
    internal QueryFigure WithSpeedAtLeast(double? bound) =>
        bound is { } least && PerSecond is { } speed ? this with { Reach = Reach.AtLeast(speed, least, "/s") } : this;

    /// <summary>The figure with a bound on its time.</summary>
    internal QueryFigure WithSecondsAtMost(double bound) => this with { Reach = Reach.AtMost(MedianUs!.Value / 1_000_000, bound, "s") };

    /// <summary>The figure with a bound on its bytes.</summary>
    internal QueryFigure WithBytesAtMost(double bound) => this with { Reach = Reach.AtMost(StateBytes!.Value, bound, "B, ids extra") };
}
