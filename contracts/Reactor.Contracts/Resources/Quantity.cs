using System.Globalization;

namespace Reactor.Contracts.Resources;

/// <summary>Reads numbers with a unit, as settings write them.</summary>
public static class Quantity
{
    private static readonly (string Unit, double Bytes)[] Sizes =
        [("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("", 1)];

    private static readonly (string Unit, double Seconds)[] Times =
        [("us", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <summary>A size as Kubernetes writes it: <c>1048576</c>, <c>256Mi</c>, <c>1.5Gi</c>, <c>20M</c>.</summary>
    /// <returns>False when it is none, is negative, or does not fit.</returns>
    public static bool TryParseBytes(string text, out long bytes)
    {
        var parsed = TryParse(text, Sizes, out var value);
        bytes = parsed && value < long.MaxValue ? (long)value : 0;
        return parsed && value < long.MaxValue;
    }

    /// <summary>A size as <see cref="TryParseBytes"/> reads it, in the largest binary unit that says it without a fraction.</summary>
    public static string Text(long bytes)
    {
        foreach (var (unit, shift) in ((string, int)[])[("Ti", 40), ("Gi", 30), ("Mi", 20), ("Ki", 10)])
        {
            if (bytes != 0 && bytes % (1L << shift) == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{bytes >> shift}{unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes");
    }

    /// <summary>A length of time with its unit: <c>250us</c>, <c>100ms</c>, <c>10s</c>, <c>1.5m</c>, <c>2h</c>, <c>1d</c>.</summary>
    /// <returns>False when it is none, has no unit, is negative, or does not fit.</returns>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        var parsed = TryParse(text, Times, out var seconds) && seconds < TimeSpan.MaxValue.TotalSeconds;
        duration = parsed ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
        return parsed;
    }

    private static bool TryParse(string text, (string Unit, double Factor)[] units, out double value)
    {
        foreach (var (unit, factor) in units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value))
            {
                value *= factor;
                return true;
            }
        }

        value = 0;
        return false;
    }
}
