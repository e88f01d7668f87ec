using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Temporal;

/// <summary>Builds temporal values from maps of components, over the components of other values that the map selects.</summary>
/// <param name="Map">Components by name.</param>
internal readonly record struct TemporalFields(MapValue Map)
{
    /// <summary>A value of a kind from the map.</summary>
    /// <exception cref="EvaluationException">A component is missing, has no such value, or a selected value lacks it.</exception>
    public TemporalValue Build(ValueKind kind)
    {
        var date = Selected("date") ?? Selected("datetime");
        var time = Selected("time") ?? Selected("datetime");
        var hasDate = kind is ValueKind.Date or ValueKind.LocalDateTime or ValueKind.DateTime;
        if ((hasDate && date is { HasDate: false }) || (kind != ValueKind.Date && time is { HasTime: false }))
        {
            throw new EvaluationException(EvaluationError.TypeError, "A value that is selected from lacks the date or the time");
        }

        return Build(kind, hasDate ? date?.Days : null, time, isSelected: time is not null);
    }

    /// <summary>A value of the kind of <paramref name="value"/> with the components of the map replaced; a time zone of the map keeps the local time.</summary>
    public TemporalValue Override(TemporalValue value) => Build(value.Kind, value.HasDate ? value.Days : null, value, isSelected: false);

    private TemporalValue Build(ValueKind kind, long? date, TemporalValue? time, bool isSelected)
    {
        var days = kind is ValueKind.LocalTime or ValueKind.Time ? 0 : Date(date);
        if (kind == ValueKind.Date)
        {
            return TemporalValue.Date(days);
        }

        var nanos = Time(time?.Nanos, isRequired: kind is ValueKind.LocalTime or ValueKind.Time);
        if (kind is ValueKind.LocalTime or ValueKind.LocalDateTime)
        {
            return kind == ValueKind.LocalTime ? TemporalValue.LocalTime(nanos) : TemporalValue.LocalDateTime(days, nanos);
        }

        var own = time is { HasOffset: true } ? new ZoneOrOffset(kind == ValueKind.DateTime ? time.Zone : null, time.Offset) : ZoneOrOffset.Utc;
        var wanted = TryGet("timezone", out var zone) ? TemporalParser.ParseZone(TextOf(zone)) : own;
        if (kind == ValueKind.Time)
        {
            var offset = TimeZones.OffsetOf(wanted);
            var shift = isSelected && time!.HasOffset ? offset - own.Offset : 0;
            return TemporalValue.Time(TemporalValue.Split(nanos + (shift * IsoCalendar.NanosPerSecond)).Nanos, offset);
        }

        // A selected time that knows its offset stays the same instant in another zone; any other is local to it.
        return isSelected && time!.HasOffset
            ? TemporalValue.AtInstant(TemporalValue.DateTime(days, nanos, own).Instant, wanted)
            : TemporalValue.DateTime(days, nanos, wanted);
    }

    private long Date(long? selected)
    {
        if (Has("week") || Has("dayOfWeek"))
        {
            var (weekYear, week) = selected is { } date ? IsoCalendar.WeekOf(date) : (Year(null), 1);
            return IsoCalendar.FromWeek(Year(weekYear), Integer("week", week), Integer("dayOfWeek", selected is { } day ? IsoCalendar.DayOfWeek(day) : 1));
        }

        var (ownYear, ownMonth, ownDay) = selected is { } known ? IsoCalendar.FromDays(known) : (Year(null), 1, 1);
        var year = Year(ownYear);
        if (Has("ordinalDay"))
        {
            return IsoCalendar.FromOrdinal(year, Integer("ordinalDay", 1));
        }

        if (Has("quarter") || Has("dayOfQuarter"))
        {
            var ownQuarter = (ownMonth + 2) / 3;
            var dayOfQuarter = selected is { } own ? own - IsoCalendar.FromQuarter(ownYear, ownQuarter, 1) + 1 : 1;
            return IsoCalendar.FromQuarter(year, Integer("quarter", ownQuarter), Integer("dayOfQuarter", dayOfQuarter));
        }

        var month = Integer("month", ownMonth);
        IsoCalendar.Check(month, 1, 12, "month");
        return IsoCalendar.FromDate(year, month, Integer("day", Math.Min(ownDay, IsoCalendar.DaysInMonth(year, (int)month))));
    }

    private long Time(long? selected, bool isRequired)
    {
        if (selected is null && isRequired && !Has("hour"))
        {
            throw Missing("hour");
        }

        var own = selected ?? 0;
        var seconds = own / IsoCalendar.NanosPerSecond;
        var hour = Component("hour", seconds / 3600, 23);
        var minute = Component("minute", seconds / 60 % 60, 59);
        var second = Component("second", seconds % 60, 59);
        return (((((hour * 60) + minute) * 60) + second) * IsoCalendar.NanosPerSecond) + Fraction(own % IsoCalendar.NanosPerSecond);
    }

    /// <summary>Of milliseconds, microseconds and nanoseconds each counts within the next larger one that is given.</summary>
    private long Fraction(long own)
    {
        var (millis, micros, nanos) = (Has("millisecond"), Has("microsecond"), Has("nanosecond"));
        if (!millis && !micros && !nanos)
        {
            return own;
        }

        var millisecond = Component("millisecond", 0, 999);
        var microsecond = Component("microsecond", 0, millis ? 999 : 999_999);
        var nanosecond = Component("nanosecond", 0, micros ? 999 : millis ? 999_999 : 999_999_999);
        return (millisecond * 1_000_000) + (microsecond * 1_000) + nanosecond;
    }

    private long Year(long? own) => Has("year") || own is null ? Integer("year", null) : own.Value;

    private long Component(string name, long own, long maximum)
    {
        var value = Integer(name, own);
        IsoCalendar.Check(value, 0, maximum, name);
        return value;
    }

    private long Integer(string name, long? own)
    {
        if (!TryGet(name, out var value))
        {
            return own ?? throw Missing(name);
        }

        return value.IsInteger ? value.Integer : throw new EvaluationException(EvaluationError.TypeError, $"{name} is {ValueText.WithArticle(value.Kind)}, not an Integer");
    }

    private TemporalValue? Selected(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        return value.IsPointInTime
            ? value.PointInTime
            : throw new EvaluationException(EvaluationError.TypeError, $"{name} is {ValueText.WithArticle(value.Kind)}, not a date or time");
    }

    private bool Has(string name) => TryGet(name, out _);

    private bool TryGet(string name, out Value value) => Map.TryGet(name, out value) && !value.IsNull;

    private static string TextOf(in Value zone) => zone.IsText
        ? zone.Text
        : throw new EvaluationException(EvaluationError.TypeError, $"timezone is {ValueText.WithArticle(zone.Kind)}, not a String");

    private static EvaluationException Missing(string name) => new(EvaluationError.ArgumentError, $"{name} is missing");
}
