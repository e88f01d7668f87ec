using System.Globalization;
using System.Text;

namespace Reactor.QueryRuntime.Temporal;

/// <summary>Temporal values as openCypher prints them: ISO 8601, seconds and fractions only where they are not 0.</summary>
internal static class TemporalText
{
    public static string Format(TemporalValue value)
    {
        var text = new StringBuilder();
        if (value.HasDate)
        {
            AppendDate(text, value.Days);
        }

        if (value.HasDate && value.HasTime)
        {
            text.Append('T');
        }

        if (value.HasTime)
        {
            AppendTime(text, value.Nanos);
        }

        if (value.HasOffset)
        {
            AppendOffset(text, value.Offset);
        }

        return value.Zone is null ? text.ToString() : text.Append('[').Append(value.Zone).Append(']').ToString();
    }

    public static string Format(DurationValue value)
    {
        var text = new StringBuilder("P");
        AppendPart(text, value.Months / 12, 'Y');
        AppendPart(text, value.Months % 12, 'M');
        AppendPart(text, value.Days, 'D');
        var nanos = value.TotalNanos;
        if (nanos != 0)
        {
            text.Append('T');
            var seconds = (long)(nanos / IsoCalendar.NanosPerSecond);
            AppendPart(text, seconds / 3600, 'H');
            AppendPart(text, seconds / 60 % 60, 'M');
            AppendSeconds(text, seconds % 60, (long)(nanos % IsoCalendar.NanosPerSecond));
        }

        return text.Length == 1 ? "PT0S" : text.ToString();
    }

    /// <summary>Z, or sign, hours, minutes, and seconds where there are some.</summary>
    public static string FormatOffset(int offset)
    {
        var text = new StringBuilder();
        AppendOffset(text, offset);
        return text.ToString();
    }

    private static void AppendDate(StringBuilder text, long days)
    {
        var (year, month, day) = IsoCalendar.FromDays(days);
        text.Append(year < 0 ? "-" : year > 9999 ? "+" : string.Empty);
        text.Append(CultureInfo.InvariantCulture, $"{Math.Abs(year):0000}-{month:00}-{day:00}");
    }

    private static void AppendTime(StringBuilder text, long nanos)
    {
        var seconds = nanos / IsoCalendar.NanosPerSecond;
        var fraction = nanos % IsoCalendar.NanosPerSecond;
        text.Append(CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}");
        if (seconds % 60 != 0 || fraction != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $":{seconds % 60:00}");
            AppendFraction(text, fraction);
        }
    }

    private static void AppendFraction(StringBuilder text, long nanos)
    {
        if (nanos != 0)
        {
            text.Append('.').Append(nanos.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0'));
        }
    }

    private static void AppendOffset(StringBuilder text, int offset)
    {
        if (offset == 0)
        {
            text.Append('Z');
            return;
        }

        var seconds = Math.Abs(offset);
        text.Append(offset < 0 ? '-' : '+').Append(CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}");
        if (seconds % 60 != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $":{seconds % 60:00}");
        }
    }

    private static void AppendPart(StringBuilder text, long value, char unit)
    {
        if (value != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{value}").Append(unit);
        }
    }

    private static void AppendSeconds(StringBuilder text, long seconds, long nanos)
    {
        if (seconds == 0 && nanos == 0)
        {
            return;
        }

        text.Append(seconds < 0 || nanos < 0 ? "-" : string.Empty).Append(CultureInfo.InvariantCulture, $"{Math.Abs(seconds)}");
        AppendFraction(text, Math.Abs(nanos));
        text.Append('S');
    }
}
