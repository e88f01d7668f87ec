using System.Globalization;

namespace Reactor.Bench;

/// <summary>What a figure was to reach, and whether it did.</summary>
/// <param name="Text">The bound in words, e.g. <c>≤ 1.12 × floors/exit</c>.</param>
/// <param name="IsMet">Whether it did.</param>
public sealed record Reach(string Text, bool IsMet)
{
    internal static Reach AtMost(double value, double bound, string unit) => new($"≤ {Number(bound)} {unit}", value <= bound);

    internal static Reach AtLeast(double value, double bound, string unit) => new($"≥ {Number(bound)} {unit}", value >= bound);

    private static string Number(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);
}
