using NodaTime;
using Reactor.Contracts.Changes;
using Reactor.Oracle.Values;

namespace Reactor.Oracle.Evaluation;

/// <summary>Temporal functions, as far as the corpus uses them.</summary>
internal static class TemporalFunctions
{
    internal static bool Knows(string name) => name.StartsWith("date", StringComparison.Ordinal) || name.StartsWith("duration", StringComparison.Ordinal)
        || name.StartsWith("local", StringComparison.Ordinal);

    internal static object Call(string name, object?[] arguments) => (name, arguments) switch
    {
        ("date", [string text]) => OracleTemporal.Parse(PropertyValueKind.Date, text),
        ("localdatetime", [string text]) => OracleTemporal.Parse(PropertyValueKind.LocalDateTime, text),
        ("datetime", [string text]) => OracleTemporal.Parse(PropertyValueKind.DateTime, text),
        ("datetime.transaction", []) => OracleTemporal.Parse(PropertyValueKind.DateTime, "1970-01-01T00:00:00.001Z"),
        ("duration", [string text]) => OracleTemporal.Parse(PropertyValueKind.Duration, text),
        ("date", [OracleMap map]) => Date(map),
        ("duration", [OracleMap map]) => Duration(map),
        ("duration", [OracleDuration duration]) => duration,
        ("date", [{ } value]) when DateOf(value) is { } date => date,
        ("date.truncate", [string unit, { } value]) when DateOf(value) is { } date => Truncate(unit, date),
        ("duration.between", [{ } from, { } to]) when from is LocalDate or LocalDateTime && to is LocalDate or LocalDateTime or OffsetDateTime =>
            Between(LocalOf(from), LocalOf(to)),
        ("duration.inDays", [LocalDate from, LocalDate to]) => new OracleDuration(0, Period.DaysBetween(from, to), 0),
        _ => throw ExpressionEvaluator.Mistyped(name, arguments),
    };

    private static LocalDate? DateOf(object value) => value switch
    {
        LocalDate date => date,
        LocalDateTime both => both.Date,
        OffsetDateTime instant => instant.Date,
        _ => null,
    };

    /// <summary>Beside a value without an offset the offset of another means nothing.</summary>
    private static LocalDateTime LocalOf(object value) => value switch
    {
        LocalDate date => date.AtMidnight(),
        OffsetDateTime instant => instant.LocalDateTime,
        _ => (LocalDateTime)value,
    };

    private static LocalDate Date(OracleMap map)
    {
        long Part(string name) => map.Entries.GetValueOrDefault(name) switch
        {
            null => name == "year" ? throw new EvaluationFailure("no year") : 1,
            long number => number,
            _ => throw new EvaluationFailure($"{name} is no integer"),
        };

        try
        {
            return new LocalDate((int)Part("year"), (int)Part("month"), (int)Part("day"));
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new EvaluationFailure(exception.Message);
        }
    }

    private static OracleDuration Duration(OracleMap map) => map.Entries.Aggregate(OracleDuration.Zero, (sum, entry) => sum.Plus(
        (entry.Key, entry.Value) switch
        {
            ("years", long years) => new OracleDuration(12 * years, 0, 0),
            ("months", long months) => new OracleDuration(months, 0, 0),
            ("days", long days) => new OracleDuration(0, days, 0),
            ("hours", long hours) => new OracleDuration(0, 0, (Int128)hours * NodaConstants.NanosecondsPerHour),
            _ => throw new EvaluationFailure($"no duration of {entry.Key}"),
        },
        1));

    private static LocalDate Truncate(string unit, LocalDate date) => unit switch
    {
        "year" => new LocalDate(date.Year, 1, 1),
        "month" => new LocalDate(date.Year, date.Month, 1),
        "week" => date.PlusDays(1 - (int)date.DayOfWeek),
        "day" => date,
        _ => throw new NotSupportedException($"the oracle truncates to no {unit}"),
    };

    private static OracleDuration Between(LocalDateTime from, LocalDateTime to)
    {
        var period = Period.Between(from, to, PeriodUnits.Months | PeriodUnits.Days | PeriodUnits.Nanoseconds);
        return new OracleDuration(period.Months, period.Days, period.Nanoseconds);
    }
}
