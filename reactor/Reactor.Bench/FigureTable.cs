using System.Globalization;

namespace Reactor.Bench;

/// <summary>Figures as lines of text in columns, one by one as they come.</summary>
public static class FigureTable
{
    private const int NameWidth = 46;

    /// <summary>The line above the first figure.</summary>
    public static string Header { get; } =
        Line("bench", "median", "quartiles", "floor", "ratio", "reach");

    /// <summary>One line.</summary>
    public static string Row(Figure figure) => Line(
        figure.Bench,
        Amount(figure.Value, figure.Unit),
        figure is { LowerQuartile: { } lower, UpperQuartile: { } upper } ? $"{Number(Scaled(lower, figure.Unit))} .. {Amount(upper, figure.Unit)}" : "",
        figure.Floor is { } floor ? Amount(floor, figure.Unit) : "",
        figure.Ratio is { } ratio ? ratio.ToString("0.00", CultureInfo.InvariantCulture) : "",
        figure.Reach is { } reach ? $"{(reach.IsMet ? "met   " : "MISSED")} {reach.Text}" : "");

    /// <summary>The line below the last: how many of those with a bound reached it.</summary>
    public static string Summary(IReadOnlyCollection<Figure> figures)
    {
        int bounded = figures.Count(figure => figure.Reach is not null);
        string[] missed = [.. figures.Where(figure => figure.Reach is { IsMet: false }).Select(figure => figure.Bench)];
        return missed.Length == 0
            ? $"{figures.Count} figures; all {bounded} with a bound reach it"
            : $"{figures.Count} figures; {bounded - missed.Length} of {bounded} with a bound reach it; missed: {string.Join(", ", missed)}";
    }

    private static string Line(string bench, string median, string quartiles, string floor, string ratio, string reach) =>
        $"{bench,-NameWidth} {median,12} {quartiles,24} {floor,12} {ratio,6}  {reach}".TrimEnd();

    // Times above 10 ms read better in milliseconds. Both quartiles take the unit of their own size.
    private static string Amount(double value, string unit) => unit == Figure.Microseconds && value >= 10_000
        ? $"{Number(value / 1000)} ms"
        : $"{Number(value)} {unit}".TrimEnd();

    private static double Scaled(double value, string unit) => unit == Figure.Microseconds && value >= 10_000 ? value / 1000 : value;

    private static string Number(double value) =>
        value.ToString(Math.Abs(value) >= 1000 ? "#,0" : Math.Abs(value) >= 100 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
