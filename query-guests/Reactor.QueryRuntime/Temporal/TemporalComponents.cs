using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Temporal;

/// <summary>What <c>value.component</c> gives of temporal values.</summary>
internal static class TemporalComponents
{
    private const long NanosPerMillisecond = 1_000_000;
    private const long NanosPerMicrosecond = 1_000;

    /// <summary>A component; false where the value has none of this name.</summary>
    public static bool TryGet(TemporalValue value, string name, out Value component)
    {
        component = (value.HasDate ? Date(value.Days, name) : null)
            ?? (value.HasTime ? Time(value.Nanos, name) : null)
            ?? (value.HasOffset ? Offset(value, name) : null)
            ?? (value.Kind == ValueKind.DateTime ? Epoch(value, name) : null)
            ?? Value.Null;
        return !component.IsNull;
    }

    /// <summary>A component; false where durations have none of this name.</summary>
    /// <exception cref="EvaluationException">It exceeds 64-bit integers.</exception>
    public static bool TryGet(DurationValue value, string name, out Value component)
    {
        var (months, seconds, nanos) = (value.Months, value.Seconds, value.Nanos);
        Int128? number = name switch
        {
            "years" => months / 12,
            "quarters" => months / 3,
            "months" => months,
            "weeks" => value.Days / 7,
            "days" => value.Days,
            "hours" => seconds / 3600,
            "minutes" => seconds / 60,
            "seconds" => seconds,
            "milliseconds" => value.TotalNanos / NanosPerMillisecond,
            "microseconds" => value.TotalNanos / NanosPerMicrosecond,
            "nanoseconds" => value.TotalNanos,
            "quartersOfYear" => months / 3 % 4,
            "monthsOfQuarter" => months % 3,
            "monthsOfYear" => months % 12,
            "daysOfWeek" => value.Days % 7,
            "minutesOfHour" => seconds / 60 % 60,
            "secondsOfMinute" => seconds % 60,
            "millisecondsOfSecond" => nanos / NanosPerMillisecond,
            "microsecondsOfSecond" => nanos / NanosPerMicrosecond,
            "nanosecondsOfSecond" => nanos,
            _ => null,
        };
        if (number > long.MaxValue || number < long.MinValue)
        {
            throw new EvaluationException(EvaluationError.ArithmeticError, $"{name} of a duration exceed 64-bit integers");
        }

        component = number is { } known ? Value.FromInteger((long)known) : Value.Null;
        return number is not null;
    }

    private static Value? Date(long days, string name)
    {
        var (year, month, day) = IsoCalendar.FromDays(days);
        return name switch
        {
            "year" => Value.FromInteger(year),
            "quarter" => Value.FromInteger((month + 2) / 3),
            "month" => Value.FromInteger(month),
            "week" => Value.FromInteger(IsoCalendar.WeekOf(days).Week),
            "weekYear" => Value.FromInteger(IsoCalendar.WeekOf(days).Year),
            "day" => Value.FromInteger(day),
            "ordinalDay" => Value.FromInteger(IsoCalendar.OrdinalDay(days)),
            "weekDay" or "dayOfWeek" => Value.FromInteger(IsoCalendar.DayOfWeek(days)),
            "dayOfQuarter" => Value.FromInteger(days - IsoCalendar.FromQuarter(year, (month + 2) / 3, 1) + 1),
            _ => null,
        };
    }

    private static Value? Time(long nanos, string name)
    {
        var (seconds, fraction) = Math.DivRem(nanos, IsoCalendar.NanosPerSecond);
        return name switch
        {
            "hour" => Value.FromInteger(seconds / 3600),
            "minute" => Value.FromInteger(seconds / 60 % 60),
            "second" => Value.FromInteger(seconds % 60),
            "millisecond" => Value.FromInteger(fraction / NanosPerMillisecond),
            "microsecond" => Value.FromInteger(fraction / NanosPerMicrosecond),
            "nanosecond" => Value.FromInteger(fraction),
            _ => null,
        };
    }

    private static Value? Offset(TemporalValue value, string name) => name switch
    {
        "timezone" => Value.FromText(value.Zone ?? TemporalText.FormatOffset(value.Offset)),
        "offset" => Value.FromText(TemporalText.FormatOffset(value.Offset)),
        "offsetMinutes" => Value.FromInteger(value.Offset / 60),
        "offsetSeconds" => Value.FromInteger(value.Offset),
        _ => null,
    };

    private static Value? Epoch(TemporalValue value, string name) => name switch
    {
        "epochSeconds" => Value.FromInteger(value.EpochSecond),
        "epochMillis" => Value.FromInteger((value.EpochSecond * 1000) + (value.Nanos % IsoCalendar.NanosPerSecond / NanosPerMillisecond)),
        _ => null,
    };
}
