using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Temporal;

/// <summary>The start of the unit that a point in time is in, with some components replaced.</summary>
internal static class TemporalTruncation
{
    /// <summary>Truncates a value and makes it one of another kind.</summary>
    /// <param name="kind">Kind of the result.</param>
    /// <param name="unit">millennium to microsecond.</param>
    /// <param name="value">Has to have what the kind needs.</param>
    /// <param name="components">Replaces components of the result.</param>
    /// <exception cref="EvaluationException">Another unit, or a value that lacks the date or time.</exception>
    public static TemporalValue Truncate(ValueKind kind, string unit, TemporalValue value, MapValue components)
    {
        var needsDate = kind is ValueKind.Date or ValueKind.LocalDateTime or ValueKind.DateTime;
        if (needsDate && !value.HasDate)
        {
            throw new EvaluationException(EvaluationError.TypeError, $"A {value.Kind} has no date to truncate");
        }

        var timeUnit = TimeUnit(unit);
        if (timeUnit > 0 ? kind == ValueKind.Date || (!value.HasTime && unit != "day") : !needsDate && unit != "day")
        {
            throw new EvaluationException(EvaluationError.ArgumentError, $"A {value.Kind} cannot be truncated to '{unit}' as a {kind}");
        }

        var nanos = timeUnit > 0 ? value.Nanos / timeUnit * timeUnit : 0;
        var days = timeUnit > 0 || !needsDate ? value.Days : StartDay(unit, value.Days);
        var zone = new ZoneOrOffset(value.Zone, value.Offset);
        var start = kind switch
        {
            ValueKind.Date => TemporalValue.Date(days),
            ValueKind.LocalTime => TemporalValue.LocalTime(nanos),
            ValueKind.Time => TemporalValue.Time(nanos, value.Offset),
            ValueKind.LocalDateTime => TemporalValue.LocalDateTime(days, nanos),
            _ => TemporalValue.DateTime(days, nanos, zone),
        };
        return components.Count == 0 ? start : new TemporalFields(WithFraction(components, unit, nanos)).Override(start);
    }

    // Smaller parts of a second come on top of the ones that the unit keeps.
    private static MapValue WithFraction(MapValue components, string unit, long nanos)
    {
        var kept = unit switch { "millisecond" => "millisecond", "microsecond" => "microsecond", _ => null };
        if (kept is null || components.TryGet(kept, out _) || !(components.TryGet("nanosecond", out _) || components.TryGet("microsecond", out _)))
        {
            return components;
        }

        var fraction = nanos % IsoCalendar.NanosPerSecond / (kept == "millisecond" ? 1_000_000 : 1_000);
        return MapValue.FromEntries([.. components.Keys, kept], [.. components.Values, Value.FromInteger(fraction)]);
    }

    private static long TimeUnit(string unit) => unit switch
    {
        "hour" => 3600 * IsoCalendar.NanosPerSecond,
        "minute" => 60 * IsoCalendar.NanosPerSecond,
        "second" => IsoCalendar.NanosPerSecond,
        "millisecond" => 1_000_000,
        "microsecond" => 1_000,
        _ => 0,
    };

    private static long StartDay(string unit, long days)
    {
        var (year, month, _) = IsoCalendar.FromDays(days);
        return unit switch
        {
            "millennium" => StartYear(year, 1000),
            "century" => StartYear(year, 100),
            "decade" => StartYear(year, 10),
            "year" => StartYear(year, 1),
            "weekYear" => IsoCalendar.FromWeek(IsoCalendar.WeekOf(days).Year, 1, 1),
            "quarter" => IsoCalendar.FromQuarter(year, (month + 2) / 3, 1),
            "month" => IsoCalendar.FromDate(year, month, 1),
            "week" => days - IsoCalendar.DayOfWeek(days) + 1,
            "day" => days,
            _ => throw new EvaluationException(EvaluationError.ArgumentError, $"There is no unit '{unit}' to truncate to"),
        };
    }

    private static long StartYear(long year, long years) => IsoCalendar.FromDate(IsoCalendar.FloorDivide(year, years) * years, 1, 1);
}
