using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Temporal;

/// <summary>Rules of time zones.</summary>
/// <remarks>
/// The database of zones is half of an image's code and data. What can make a value with a named zone calls <see cref="Link"/>, so that an image whose
/// queries cannot has none: it then takes the offset that stands beside a zone's name for granted.
/// </remarks>
internal static class TimeZones
{
    private static Func<string, long, int?>? Database;

    /// <summary>Makes the database part of the program.</summary>
    public static void Link() => Database ??= ZoneDatabase.OffsetAt;

    /// <summary>The id itself, if there is such a zone.</summary>
    /// <exception cref="EvaluationException">There is none.</exception>
    public static string Find(string id) => Database is null || Database(id, 0) is not null
        ? id
        : throw new EvaluationException(EvaluationError.ArgumentError, $"There is no time zone '{id}'");

    /// <summary>Seconds ahead of UTC at an instant.</summary>
    /// <exception cref="EvaluationException">The program has no database.</exception>
    public static int OffsetAt(string id, long epochSecond) => Database is null
        ? throw new EvaluationException(EvaluationError.ArgumentError, $"The rules of '{id}' are not there: the query calls no temporal function")
        : Database(id, epochSecond)!.Value;

    /// <summary>The one offset that a time without a date can have: that of a zone at 1970-01-01T00:00Z.</summary>
    public static int OffsetOf(ZoneOrOffset zone) => zone.Id is null ? zone.Offset : OffsetAt(zone.Id, 0);

    /// <summary>Seconds ahead of UTC when the clocks of a zone show a time.</summary>
    /// <returns>The offset (the preferred one if it is possible, else the earlier one), and how many seconds the clocks skip there, or 0.</returns>
    public static (int Offset, int Gap) OffsetOfLocal(ZoneOrOffset zone, long days, long nanos)
    {
        if (Database is null && zone.Offset != int.MinValue)
        {
            return (zone.Offset, 0);
        }

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
