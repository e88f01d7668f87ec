namespace Reactor.Cypher.Binding;

/// <summary>Names of the components of temporal values.</summary>
internal static class TemporalComponent
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "year", "quarter", "month", "week", "weekYear", "day", "ordinalDay", "weekDay", "dayOfWeek", "dayOfQuarter",
        "hour", "minute", "second", "millisecond", "microsecond", "nanosecond",
        "timezone", "offset", "offsetMinutes", "offsetSeconds", "epochSeconds", "epochMillis",
        "years", "quarters", "months", "weeks", "days", "hours", "minutes", "seconds", "milliseconds", "microseconds", "nanoseconds",
        "quartersOfYear", "monthsOfQuarter", "monthsOfYear", "daysOfWeek", "minutesOfHour", "secondsOfMinute",
        "millisecondsOfSecond", "microsecondsOfSecond", "nanosecondsOfSecond",
    };

    /// <summary>Whether any temporal value has such a component.</summary>
    public static bool IsName(string key) => Names.Contains(key);
}
