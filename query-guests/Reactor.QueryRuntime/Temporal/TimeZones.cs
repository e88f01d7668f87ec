using NodaTime;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Temporal;

/// <summary>Rules of time zones, from the database that NodaTime carries.</summary>
internal static class TimeZones
{
    private static readonly long FirstSecond = Instant.MinValue.ToUnixTimeSeconds();
    private static readonly long LastSecond = Instant.MaxValue.ToUnixTimeSeconds();

    /// <summary>The id itself, if there is such a zone.</summary>
    /// <exception cref="EvaluationException">There is none.</exception>
    public static string Find(string id) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) is not null
        ? id
        : throw new EvaluationException(EvaluationError.ArgumentError, $"There is no time zone '{id}'");

    /// <summary>Seconds ahead of UTC at an instant.</summary>
    public static int OffsetAt(string id, long epochSecond) =>
        DateTimeZoneProviders.Tzdb[id].GetUtcOffset(Instant.FromUnixTimeSeconds(Math.Clamp(epochSecond, FirstSecond, LastSecond))).Seconds;

    /// <summary>The one offset that a time without a date can have: that of a zone at 1970-01-01T00:00Z.</summary>
    public static int OffsetOf(ZoneOrOffset zone) => zone.Id is null ? zone.Offset : OffsetAt(zone.Id, 0);

    /// <summary>Seconds ahead of UTC when the clocks of a zone show a time.</summary>
    /// <returns>The offset (the preferred one if it is possible, else the earlier one), and how many seconds the clocks skip there, or 0.</returns>
    public static (int Offset, int Gap) OffsetOfLocal(ZoneOrOffset zone, long days, long nanos)
    {
        // Offsets before and after any change near this time: no zone is more than 18 hours off, and none changes twice in two days.
        var local = (days * IsoCalendar.SecondsPerDay) + (nanos / IsoCalendar.NanosPerSecond);
        var before = OffsetAt(zone.Id!, local - IsoCalendar.SecondsPerDay);
        var after = OffsetAt(zone.Id!, local + IsoCalendar.SecondsPerDay);
        var beforeHolds = OffsetAt(zone.Id!, local - before) == before;
        var afterHolds = OffsetAt(zone.Id!, local - after) == after;
        if (beforeHolds && afterHolds)
        {
            return (zone.Offset == after ? after : before, 0);
        }

        return beforeHolds ? (before, 0) : afterHolds ? (after, 0) : (after, after - before);
    }
}
