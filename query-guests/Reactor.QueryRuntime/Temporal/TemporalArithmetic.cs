using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Temporal;

/// <summary>Points in time plus durations, and durations between points in time.</summary>
internal static class TemporalArithmetic
{
    /// <summary>Adds months, then days to the local date, then seconds to the instant. A date counts whole days of the seconds, a time nothing else.</summary>
    /// <exception cref="EvaluationException">Beyond the calendar.</exception>
    public static TemporalValue Add(TemporalValue value, DurationValue duration)
    {
        if (!value.HasDate)
        {
            var (_, nanos) = TemporalValue.Split(value.Nanos + duration.TotalNanos);
            return value.HasOffset ? TemporalValue.Time(nanos, value.Offset) : TemporalValue.LocalTime(nanos);
        }

        var date = AddDays(IsoCalendar.AddMonths(value.Days, duration.Months), duration.Days);
        switch (value.Kind)
        {
            case ValueKind.Date:
                return TemporalValue.Date(AddDays(date, (long)(duration.TotalNanos / IsoCalendar.NanosPerDay)));
            case ValueKind.LocalDateTime:
                var (days, nanos) = TemporalValue.Split(((Int128)date * IsoCalendar.NanosPerDay) + value.Nanos + duration.TotalNanos);
                return TemporalValue.LocalDateTime(days, nanos);
            default:
                var zone = new ZoneOrOffset(value.Zone, value.Offset);
                var moved = TemporalValue.DateTime(date, value.Nanos, zone);
                return duration.TotalNanos == 0 ? moved : TemporalValue.AtInstant(moved.Instant + duration.TotalNanos, zone);
        }
    }

    /// <summary>Months, days and seconds from one point in time to another.</summary>
    public static DurationValue Between(TemporalValue from, TemporalValue to) => Between(from, to, months: true, days: true, seconds: true);

    /// <summary>Whole months between; 0 unless both have a date.</summary>
    public static DurationValue MonthsBetween(TemporalValue from, TemporalValue to) => Between(from, to, months: true, days: false, seconds: false);

    /// <summary>Whole days between; 0 unless both have a date.</summary>
    public static DurationValue DaysBetween(TemporalValue from, TemporalValue to) => Between(from, to, months: false, days: true, seconds: false);

    /// <summary>Seconds and nanoseconds between.</summary>
    public static DurationValue SecondsBetween(TemporalValue from, TemporalValue to) => Between(from, to, months: false, days: false, seconds: true);

    private static DurationValue Between(TemporalValue from, TemporalValue to, bool months, bool days, bool seconds)
    {
        var haveDates = from.HasDate && to.HasDate;
        var (start, end) = Align(from, to);
        var zone = new ZoneOrOffset(start.Zone, start.Offset);
        var monthCount = haveDates && months ? IsoCalendar.MonthsBetween(start.Days, EndDay(start, end)) : 0;
        if (monthCount != 0)
        {
            start = TemporalValue.DateTime(IsoCalendar.AddMonths(start.Days, monthCount), start.Nanos, zone);
        }

        var dayCount = haveDates && days ? EndDay(start, end) - start.Days : 0;
        if (dayCount != 0)
        {
            start = TemporalValue.DateTime(start.Days + dayCount, start.Nanos, zone);
        }

        return DurationValue.From(monthCount, dayCount, seconds ? end.Instant - start.Instant : 0);
    }

    /// <summary>Both as date-times in the zone of the first: what one lacks of date and zone it takes from the other; a time that lacks is midnight.</summary>
    private static (TemporalValue Start, TemporalValue End) Align(TemporalValue from, TemporalValue to)
    {
        var fromZone = ZoneOf(from.HasOffset ? from : to);
        var toZone = ZoneOf(to.HasOffset ? to : from);
        var start = TemporalValue.DateTime(from.HasDate ? from.Days : to.Days, from.Nanos, fromZone);
        var end = TemporalValue.DateTime(to.HasDate ? to.Days : from.Days, to.Nanos, toZone);
        return (start, fromZone == toZone ? end : TemporalValue.AtInstant(end.Instant, fromZone));
    }

    private static ZoneOrOffset ZoneOf(TemporalValue value) => new(value.Zone, value.Offset);

    /// <summary>The day on which whole days end: not the last one when its time of day is not reached.</summary>
    private static long EndDay(TemporalValue start, TemporalValue end)
    {
        if (end.Days > start.Days && end.Nanos < start.Nanos)
        {
            return end.Days - 1;
        }

        return end.Days < start.Days && end.Nanos > start.Nanos ? end.Days + 1 : end.Days;
    }

    private static long AddDays(long days, long count)
    {
        IsoCalendar.Check(count, -(1L << 40), 1L << 40, "days");
        return IsoCalendar.CheckDays(days + count);
    }
}
