using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Reactor.Contracts.Changes;
using Reactor.Oracle.Evaluation;

namespace Reactor.Oracle.Values;

/// <summary>
/// Dates and times as the oracle knows them: NodaTime's own types, <see cref="LocalDate"/>, <see cref="LocalTime"/>, <see cref="OffsetTime"/>,
/// <see cref="LocalDateTime"/>, <see cref="OffsetDateTime"/>, and <see cref="OracleDuration"/>. Years have four digits and date-times no zone ids here.
/// </summary>
internal static class OracleTemporal
{
    private static readonly LocalTimePattern Times = LocalTimePattern.ExtendedIso;

    internal static bool IsTemporal(object? value) => value is LocalDate or LocalTime or OffsetTime or LocalDateTime or OffsetDateTime or OracleDuration;

    internal static PropertyValueKind Kind(object value) => value switch
    {
        LocalDate => PropertyValueKind.Date,
        LocalTime => PropertyValueKind.LocalTime,
        OffsetTime => PropertyValueKind.Time,
        LocalDateTime => PropertyValueKind.LocalDateTime,
        OffsetDateTime => PropertyValueKind.DateTime,
        _ => PropertyValueKind.Duration,
    };

    /// <summary>Reads a text in calendar form; the texts of the corpus and its histories have no other.</summary>
    /// <exception cref="EvaluationFailure">It is none.</exception>
    internal static object Parse(PropertyValueKind kind, string text) => kind switch
    {
        PropertyValueKind.Date => Read(LocalDatePattern.Iso, text),
        PropertyValueKind.LocalTime => Read(Times, Seconds(text)),
        PropertyValueKind.LocalDateTime => Read(LocalDateTimePattern.ExtendedIso, Seconds(text)),
        PropertyValueKind.DateTime => Read(OffsetDateTimePattern.ExtendedIso, text.Length > 16 && text[16] != ':' ? text.Insert(16, ":00") : text),
        PropertyValueKind.Duration => Duration(text),
        _ => throw new NotSupportedException($"the oracle reads no {kind}"),
    };

    internal static string Text(object value) => value switch
    {
        LocalDate date => LocalDatePattern.Iso.Format(date),
        LocalTime time => Short(time),
        LocalDateTime both => $"{LocalDatePattern.Iso.Format(both.Date)}T{Short(both.TimeOfDay)}",
        OffsetDateTime instant => $"{LocalDatePattern.Iso.Format(instant.Date)}T{Short(instant.TimeOfDay)}{OffsetPattern.CreateWithInvariantCulture("Z+HH:mm").Format(instant.Offset)}",
        OracleDuration duration => duration.ToString(),
        _ => throw new NotSupportedException($"the oracle writes no {value.GetType().Name}"),
    };

    /// <summary>Sign of left - right of one kind; 0 only for equal values.</summary>
    internal static int Compare(object left, object right) => (left, right) switch
    {
        (LocalDate x, LocalDate y) => x.CompareTo(y),
        (LocalTime x, LocalTime y) => x.CompareTo(y),
        (LocalDateTime x, LocalDateTime y) => x.CompareTo(y),
        (OffsetDateTime x, OffsetDateTime y) => x.ToInstant().CompareTo(y.ToInstant()) is var order and not 0 ? order : x.Offset.CompareTo(y.Offset),
        (OracleDuration x, OracleDuration y) => (x.Length, x.Months, x.Days).CompareTo((y.Length, y.Months, y.Days)),
        _ => throw new NotSupportedException($"the oracle compares no {left.GetType().Name}"),
    };

    internal static object Add(object value, OracleDuration duration) => value switch
    {
        LocalDate date => date.PlusMonths((int)duration.Months).PlusDays((int)(duration.Days + (long)(duration.Nanoseconds / NodaConstants.NanosecondsPerDay))),
        LocalTime time => time.PlusNanoseconds((long)(duration.Nanoseconds % NodaConstants.NanosecondsPerDay)),
        LocalDateTime both => both.PlusMonths((int)duration.Months).PlusDays((int)duration.Days).PlusNanoseconds((long)duration.Nanoseconds),
        OffsetDateTime instant => ((LocalDateTime)Add(instant.LocalDateTime, duration)).WithOffset(instant.Offset),
        _ => ((OracleDuration)value).Plus(duration, 1),
    };

    internal static object Component(object value, string name) => value switch
    {
        LocalDate date => DateComponent(date, name),
        LocalDateTime both when name is "hour" or "minute" or "second" => TimeComponent(both.TimeOfDay, name),
        LocalDateTime both => DateComponent(both.Date, name),
        OffsetDateTime instant when name is "epochSeconds" => instant.ToInstant().ToUnixTimeSeconds(),
        OffsetDateTime instant => Component(instant.LocalDateTime, name),
        LocalTime time => TimeComponent(time, name),
        _ => throw new EvaluationFailure($"no component {name}"),
    };

    private static long DateComponent(LocalDate date, string name) => name switch
    {
        "year" => date.Year,
        "month" => date.Month,
        "day" => date.Day,
        "quarter" => ((date.Month - 1) / 3) + 1,
        "ordinalDay" => date.DayOfYear,
        "weekDay" or "dayOfWeek" => (long)date.DayOfWeek,
        "week" => NodaTime.Calendars.WeekYearRules.Iso.GetWeekOfWeekYear(date),
        "weekYear" => NodaTime.Calendars.WeekYearRules.Iso.GetWeekYear(date),
        _ => throw new EvaluationFailure($"no component {name}"),
    };

    private static long TimeComponent(LocalTime time, string name) => name switch
    {
        "hour" => time.Hour,
        "minute" => time.Minute,
        "second" => time.Second,
        _ => throw new EvaluationFailure($"no component {name}"),
    };

    private static object Read<T>(IPattern<T> pattern, string text) =>
        pattern.Parse(text) is { Success: true } parsed ? parsed.Value! : throw new EvaluationFailure($"'{text}' is not of this type");

    private static OracleDuration Duration(string text)
    {
        // NodaTime's periods have no fractions of seconds.
        if (text.StartsWith("PT0.", StringComparison.Ordinal) && text.EndsWith('S'))
        {
            return new OracleDuration(0, 0, long.Parse(text[4..^1].PadRight(9, '0'), CultureInfo.InvariantCulture));
        }

        if (PeriodPattern.Roundtrip.Parse(text) is not { Success: true } parsed)
        {
            throw new EvaluationFailure($"'{text}' is no duration");
        }

        var period = parsed.Value;
        var seconds = (((period.Hours * 60) + period.Minutes) * 60) + period.Seconds;
        return new OracleDuration((period.Years * 12L) + period.Months, (period.Weeks * 7L) + period.Days, (Int128)seconds * 1_000_000_000);
    }

    // NodaTime wants seconds, which openCypher leaves away where they are 0.
    private static string Seconds(string text) => text.Count(character => character == ':') == 1 ? text + ":00" : text;

    private static string Short(LocalTime time) => time is { Second: 0, NanosecondOfSecond: 0 } ? Times.Format(time)[..5] : Times.Format(time);
}
