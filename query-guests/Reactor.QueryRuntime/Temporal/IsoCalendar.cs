using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Temporal;

/// <summary>The proleptic Gregorian calendar over days since 1970-01-01, for the years that openCypher knows (NodaTime ends at 9999).</summary>
internal static class IsoCalendar
{
    /// <summary>Last year; the first is its negative.</summary>
    public const int MaxYear = 999_999_999;

    public const long NanosPerSecond = 1_000_000_000;
    public const long SecondsPerDay = 86_400;
    public const long NanosPerDay = SecondsPerDay * NanosPerSecond;

    private const int MonthsPerYear = 12;
    private const int DaysPerEra = 146_097;
    private const int YearsPerEra = 400;
    private const int DaysFromEraToEpoch = 719_468;

    /// <summary>Days since 1970-01-01 of a date whose day may run over the end of its month.</summary>
    // Years are counted from March, so that the leap day is the last one of its year.
    public static long ToDays(long year, int month, long day)
    {
        var marchYear = month <= 2 ? year - 1 : year;
        var era = FloorDivide(marchYear, YearsPerEra);
        var yearOfEra = marchYear - (era * YearsPerEra);
        var dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5) + day - 1;
        return (era * DaysPerEra) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear - DaysFromEraToEpoch;
    }

    /// <summary>Year, month from 1 and day from 1.</summary>
    public static (long Year, int Month, int Day) FromDays(long days)
    {
        days += DaysFromEraToEpoch;
        var era = FloorDivide(days, DaysPerEra);
        var dayOfEra = days - (era * DaysPerEra);
        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var marchMonth = ((5 * dayOfYear) + 2) / 153;
        var month = (int)(marchMonth < 10 ? marchMonth + 3 : marchMonth - 9);
        return (yearOfEra + (era * YearsPerEra) + (month <= 2 ? 1 : 0), month, (int)(dayOfYear - (((153 * marchMonth) + 2) / 5) + 1));
    }

    /// <summary>Days since 1970-01-01 of a date that exists.</summary>
    /// <exception cref="EvaluationException">It does not.</exception>
    public static long FromDate(long year, long month, long day)
    {
        Check(year, -MaxYear, MaxYear, "year");
        Check(month, 1, MonthsPerYear, "month");
        Check(day, 1, DaysInMonth(year, (int)month), "day");
        return ToDays(year, (int)month, day);
    }

    /// <summary>Days of a date by week year, week from 1 and day of the week from 1 (Monday).</summary>
    /// <exception cref="EvaluationException">There is no such week or day.</exception>
    public static long FromWeek(long weekYear, long week, long dayOfWeek)
    {
        Check(weekYear, -MaxYear, MaxYear, "year");
        var first = FirstMonday(weekYear);
        Check(week, 1, (FirstMonday(weekYear + 1) - first) / 7, "week");
        Check(dayOfWeek, 1, 7, "dayOfWeek");
        return first + ((week - 1) * 7) + dayOfWeek - 1;
    }

    /// <summary>Days of a date by year and day of the year from 1.</summary>
    /// <exception cref="EvaluationException">There is no such day.</exception>
    public static long FromOrdinal(long year, long ordinalDay)
    {
        Check(year, -MaxYear, MaxYear, "year");
        Check(ordinalDay, 1, IsLeapYear(year) ? 366 : 365, "ordinalDay");
        return ToDays(year, 1, ordinalDay);
    }

    /// <summary>Days of a date by year, quarter from 1 and day of the quarter from 1.</summary>
    /// <exception cref="EvaluationException">There is no such day.</exception>
    public static long FromQuarter(long year, long quarter, long dayOfQuarter)
    {
        Check(year, -MaxYear, MaxYear, "year");
        Check(quarter, 1, 4, "quarter");
        var first = ToDays(year, (((int)quarter - 1) * 3) + 1, 1);
        var next = quarter == 4 ? ToDays(year + 1, 1, 1) : ToDays(year, ((int)quarter * 3) + 1, 1);
        Check(dayOfQuarter, 1, next - first, "dayOfQuarter");
        return first + dayOfQuarter - 1;
    }

    /// <summary>The date some months later; a day that the month does not have becomes its last.</summary>
    /// <exception cref="EvaluationException">Beyond the calendar.</exception>
    public static long AddMonths(long days, long months)
    {
        var (year, month, day) = FromDays(days);
        Check(months, -3L * MaxYear * MonthsPerYear, 3L * MaxYear * MonthsPerYear, "months");
        var total = (year * MonthsPerYear) + month - 1 + months;
        var newYear = FloorDivide(total, MonthsPerYear);
        Check(newYear, -MaxYear, MaxYear, "year");
        var newMonth = (int)(total - (newYear * MonthsPerYear)) + 1;
        return ToDays(newYear, newMonth, Math.Min(day, DaysInMonth(newYear, newMonth)));
    }

    /// <summary>Whole months from one date to another, towards zero: a month is over when its day of the month is reached.</summary>
    public static long MonthsBetween(long from, long to) => (Packed(to) - Packed(from)) / 32;

    /// <summary>1 (Monday) to 7.</summary>
    public static int DayOfWeek(long days) => (int)(Modulo(days + 3, 7) + 1);

    /// <summary>The year that the date's week belongs to and the week's number from 1.</summary>
    public static (long Year, long Week) WeekOf(long days)
    {
        var year = FromDays(days - DayOfWeek(days) + 4).Year;
        return (year, ((days - FirstMonday(year)) / 7) + 1);
    }

    /// <summary>Day of the year from 1.</summary>
    public static long OrdinalDay(long days) => days - ToDays(FromDays(days).Year, 1, 1) + 1;

    /// <summary>Days of the month, 28 to 31.</summary>
    public static int DaysInMonth(long year, int month) => month switch
    {
        2 => IsLeapYear(year) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    /// <summary>Refuses days outside of the calendar.</summary>
    /// <exception cref="EvaluationException">They are.</exception>
    public static long CheckDays(long days)
    {
        Check(days, ToDays(-MaxYear, 1, 1), ToDays(MaxYear, 12, 31), "days");
        return days;
    }

    /// <summary>Refuses a component outside of its range.</summary>
    /// <exception cref="EvaluationException">It is.</exception>
    public static void Check(long value, long minimum, long maximum, string component)
    {
        if (value < minimum || value > maximum)
        {
            throw new EvaluationException(EvaluationError.ArgumentError, $"{component} is {value}, not {minimum} to {maximum}");
        }
    }

    /// <summary>Quotient rounded down.</summary>
    public static long FloorDivide(long dividend, long divisor) => (dividend / divisor) - (dividend % divisor < 0 ? 1 : 0);

    private static long Modulo(long dividend, long divisor) => dividend - (FloorDivide(dividend, divisor) * divisor);

    private static long FirstMonday(long weekYear)
    {
        var fourth = ToDays(weekYear, 1, 4);
        return fourth - DayOfWeek(fourth) + 1;
    }

    private static bool IsLeapYear(long year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    private static long Packed(long days)
    {
        var (year, month, day) = FromDays(days);
        return (((year * MonthsPerYear) + month - 1) * 32) + day;
    }
}
