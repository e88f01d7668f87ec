using System.Globalization;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Temporal;

/// <summary>Reads the texts of durations: units (P1Y2M3DT4H) or like a date-time (P0001-02-03T04:05:06).</summary>
internal static class DurationParser
{
    private const string Units = "YMWDHMS";

    /// <summary>Reads a duration.</summary>
    /// <exception cref="EvaluationException">The text is of another form, or too long a duration.</exception>
    public static DurationValue Parse(string text)
    {
        var sign = text is ['-', ..] ? -1 : 1;
        var start = text is [('-' or '+'), ..] ? 1 : 0;
        if (text.Length < start + 2 || text[start] != 'P')
        {
            throw Unreadable(text);
        }

        return char.IsAsciiDigit(text[^1]) ? ParseDateTime(text, start + 1, sign) : ParseUnits(text, start + 1, sign);
    }

    private static DurationValue ParseUnits(string text, int position, int sign)
    {
        var (months, days, seconds) = (0m, 0m, 0m);
        var unit = 0;
        while (position < text.Length)
        {
            if (text[position] == 'T')
            {
                position++;
                unit = Math.Max(unit, 4);
            }

            var start = position;
            while (position < text.Length && (char.IsAsciiDigit(text[position]) || text[position] is '.' or ',' or '-' or '+'))
            {
                position++;
            }

            if (!decimal.TryParse(text[start..position].Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || position == text.Length)
            {
                throw Unreadable(text);
            }

            // Minutes stand behind the T, months before it: units go down and each stands once.
            var found = unit < 4 ? Units.IndexOf(text[position], unit, 4 - unit) : Units.IndexOf(text[position], unit);
            if (found < 0)
            {
                throw Unreadable(text);
            }

            unit = found == 3 ? 3 : found + 1;
            position++;
            number *= sign;
            months += found switch { 0 => number * 12, 1 => number, _ => 0 };
            days += found switch { 2 => number * 7, 3 => number, _ => 0 };
            seconds += found switch { 4 => number * 3600, 5 => number * 60, 6 => number, _ => 0 };
        }

        return DurationValue.FromFractions(months, days, seconds, 0);
    }

    private static DurationValue ParseDateTime(string text, int position, int sign)
    {
        var time = text.IndexOf('T', position);
        var date = time < 0 ? text[position..] : text[position..time];
        var parts = date.Split('-');
        if (parts is [{ Length: 8 } basic])
        {
            parts = [basic[..4], basic[4..6], basic[6..]];
        }

        if (parts is not [{ Length: 4 }, _, _] || !Number(parts[0], out var years) || !Number(parts[1], out var months) || !Number(parts[2], out var days))
        {
            throw Unreadable(text);
        }

        var nanos = time < 0 ? 0 : TemporalParser.Parse(text[(time + 1)..], ValueKind.LocalTime).Nanos;
        return DurationValue.From(sign * ((years * 12) + months), sign * days, (Int128)sign * nanos);
    }

    private static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static EvaluationException Unreadable(string text) => new(EvaluationError.ArgumentError, $"'{text}' is no text of a duration");
}
