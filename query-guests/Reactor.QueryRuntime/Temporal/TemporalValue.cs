using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Temporal;

/// <summary>A point in time: a date, a time of day or both, with or without an offset. Immutable. What its kind lacks is 0.</summary>
/// <remarks>
/// Values are ordered by the instant they denote, those of one instant by offset and zone; the same order decides equality, so that equal
/// values print alike.
/// </remarks>
public sealed class TemporalValue
{
    internal TemporalValue(ValueKind kind, long days, long nanos, int offset = 0, string? zone = null)
    {
        Kind = kind;
        Days = days;
        Nanos = nanos;
        Offset = offset;
        Zone = zone;
    }

    /// <summary><see cref="ValueKind.Date"/> to <see cref="ValueKind.DateTime"/>.</summary>
    public ValueKind Kind { get; }

    /// <summary>Local date in days since 1970-01-01.</summary>
    public long Days { get; }

    /// <summary>Local time in nanoseconds since midnight.</summary>
    public long Nanos { get; }

    /// <summary>Seconds that local time is ahead of UTC.</summary>
    public int Offset { get; }

    /// <summary>Id of the time zone of a date-time that has one.</summary>
    public string? Zone { get; }

    internal bool HasDate => Kind is ValueKind.Date or ValueKind.LocalDateTime or ValueKind.DateTime;

    internal bool HasTime => Kind != ValueKind.Date;

    internal bool HasOffset => Kind is ValueKind.Time or ValueKind.DateTime;

    /// <summary>Nanoseconds since 1970-01-01T00:00Z; local time where there is no offset.</summary>
    internal Int128 Instant => ((Int128)Days * IsoCalendar.NanosPerDay) + Nanos - ((long)Offset * IsoCalendar.NanosPerSecond);

    /// <summary>Seconds since 1970-01-01T00:00Z, rounded down.</summary>
    internal long EpochSecond => (Days * IsoCalendar.SecondsPerDay) + (Nanos / IsoCalendar.NanosPerSecond) - Offset;

    /// <summary>Compares two values of one kind.</summary>
    public int CompareTo(TemporalValue other)
    {
        var order = Instant.CompareTo(other.Instant);
        order = order != 0 ? order : Offset.CompareTo(other.Offset);
        return order != 0 ? order : string.CompareOrdinal(Zone, other.Zone);
    }

    /// <summary>As openCypher prints it.</summary>
    public override string ToString() => TemporalText.Format(this);

    /// <summary>A date.</summary>
    internal static TemporalValue Date(long days) => new(ValueKind.Date, IsoCalendar.CheckDays(days), 0);

    /// <summary>A local time.</summary>
    internal static TemporalValue LocalTime(long nanos) => new(ValueKind.LocalTime, 0, nanos);

    /// <summary>A time with an offset in seconds.</summary>
    internal static TemporalValue Time(long nanos, int offset) => new(ValueKind.Time, 0, nanos, offset);

    /// <summary>A local date-time.</summary>
    internal static TemporalValue LocalDateTime(long days, long nanos) => new(ValueKind.LocalDateTime, IsoCalendar.CheckDays(days), nanos);

    /// <summary>A date-time from its local part; the zone decides the offset, the wished one where a clock shows the time twice.</summary>
    internal static TemporalValue DateTime(long days, long nanos, ZoneOrOffset zone)
    {
        IsoCalendar.CheckDays(days);
        if (zone.Id is null)
        {
            return new(ValueKind.DateTime, days, nanos, zone.Offset);
        }

        // A time that a clock skips is as much later as the clock is put forward.
        var (offset, gap) = TimeZones.OffsetOfLocal(zone, days, nanos);
        return gap == 0
            ? new(ValueKind.DateTime, days, nanos, offset, zone.Id)
            : AtInstant(((Int128)days * IsoCalendar.NanosPerDay) + nanos - ((long)(offset - gap) * IsoCalendar.NanosPerSecond), zone);
    }

    /// <summary>A date-time at an instant, in nanoseconds since 1970-01-01T00:00Z.</summary>
    /// <exception cref="EvaluationException">Beyond the calendar.</exception>
    internal static TemporalValue AtInstant(Int128 instant, ZoneOrOffset zone)
    {
        var offset = zone.Id is null ? zone.Offset : TimeZones.OffsetAt(zone.Id, (long)(instant / IsoCalendar.NanosPerSecond));
        var (days, nanos) = Split(instant + ((Int128)offset * IsoCalendar.NanosPerSecond));
        return new(ValueKind.DateTime, IsoCalendar.CheckDays(days), nanos, offset, zone.Id);
    }

    /// <summary>Days and the nanoseconds of the last one.</summary>
    internal static (long Days, long Nanos) Split(Int128 nanos)
    {
        var days = nanos / IsoCalendar.NanosPerDay;
        var rest = nanos - (days * IsoCalendar.NanosPerDay);
        return rest < 0 ? ((long)days - 1, (long)(rest + IsoCalendar.NanosPerDay)) : ((long)days, (long)rest);
    }
}
