namespace Reactor.Bench.Measuring;

/// <summary>Repeated measurements of one thing, in one unit.</summary>
/// <param name="Count">How many.</param>
/// <param name="Median">The middle one.</param>
/// <param name="LowerQuartile">A quarter of them are less.</param>
/// <param name="UpperQuartile">A quarter of them are more.</param>
/// <param name="P99">A hundredth of them are more; the largest when there are fewer than 100.</param>
internal readonly record struct Distribution(int Count, double Median, double LowerQuartile, double UpperQuartile, double P99)
{
    /// <summary>Describes measurements. Between two of them values are interpolated, so that small samples do not jump.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    internal static Distribution Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length > 0
            ? new(sorted.Length, At(sorted, 0.5), At(sorted, 0.25), At(sorted, 0.75), sorted[(int)Math.Ceiling(0.99 * sorted.Length) - 1])
            : throw new ArgumentException("Nothing was measured.", nameof(values));
    }

    private static double At(double[] sorted, double quantile)
    {
        double place = quantile * (sorted.Length - 1);
        int below = (int)place;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((sorted[above] - sorted[below]) * (place - below));
    }
}
