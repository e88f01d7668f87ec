using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Temporal;

/// <summary>A length of time in months, days and seconds, which have no fixed ratio. Immutable; equal only if all parts are.</summary>
public sealed class DurationValue
{
    /// <summary>Seconds of the average month of the Gregorian calendar.</summary>
    private const long SecondsPerMonth = 2_629_746;

    private DurationValue(long months, long days, long seconds, int nanos)
    {
        Months = months;
        Days = days;
        Seconds = seconds;
        Nanos = nanos;
    }

    /// <summary>Months, of either sign.</summary>
    public long Months { get; }

    /// <summary>Days, of either sign.</summary>
    public long Days { get; }

    /// <summary>Seconds rounded down.</summary>
    public long Seconds { get; }

    /// <summary>Nanoseconds on top of <see cref="Seconds"/>, 0 to 999 999 999.</summary>
    public int Nanos { get; }

    /// <summary>Seconds and nanoseconds in nanoseconds.</summary>
    internal Int128 TotalNanos => ((Int128)Seconds * IsoCalendar.NanosPerSecond) + Nanos;

    /// <summary>Orders by length with average months, then by parts: 0 only for equal durations.</summary>
    public int CompareTo(DurationValue other)
    {
        var order = AverageNanos.CompareTo(other.AverageNanos);
        order = order != 0 ? order : Months.CompareTo(other.Months);
        return order != 0 ? order : Days.CompareTo(other.Days);
    }

    /// <summary>As openCypher prints it.</summary>
    public override string ToString() => TemporalText.Format(this);

    private Int128 AverageNanos =>
        ((((Int128)Months * SecondsPerMonth) + ((Int128)Days * IsoCalendar.SecondsPerDay)) * IsoCalendar.NanosPerSecond) + TotalNanos;

    /// <summary>A duration of whole parts.</summary>
    /// <exception cref="EvaluationException">The seconds exceed 64-bit integers.</exception>
    internal static DurationValue From(long months, long days, Int128 nanos)
    {
        var seconds = nanos / IsoCalendar.NanosPerSecond;
        var rest = (int)(nanos - (seconds * IsoCalendar.NanosPerSecond));
        if (rest < 0)
        {
            seconds--;
            rest += (int)IsoCalendar.NanosPerSecond;
        }

        return seconds >= long.MinValue && seconds <= long.MaxValue ? new(months, days, (long)seconds, rest) : throw TooLong();
    }

    /// <summary>A duration of parts with fractions: what is left of a month goes to days, of a day to seconds, of a nanosecond nowhere.</summary>
    /// <exception cref="EvaluationException">A part exceeds 64-bit integers.</exception>
    internal static DurationValue FromFractions(decimal months, decimal days, decimal seconds, decimal nanos)
    {
        try
        {
            var wholeMonths = decimal.Truncate(months);
            days += (months - wholeMonths) * SecondsPerMonth / IsoCalendar.SecondsPerDay;
            var wholeDays = decimal.Truncate(days);
            seconds += (days - wholeDays) * IsoCalendar.SecondsPerDay;
            var wholeSeconds = decimal.Truncate(seconds);
            nanos += (seconds - wholeSeconds) * IsoCalendar.NanosPerSecond;
            var total = ((Int128)(long)wholeSeconds * IsoCalendar.NanosPerSecond) + (Int128)decimal.Truncate(nanos);
            return From((long)wholeMonths, (long)wholeDays, total);
        }
        catch (OverflowException)
        {
            throw TooLong();
        }
    }

    /// <summary>Parts divided, exactly: what is left of the months goes to days, of the days to nanoseconds, of those nowhere.</summary>
    /// <exception cref="EvaluationException">A part exceeds 64-bit integers.</exception>
    internal static DurationValue Quotient(Int128 months, Int128 days, Int128 nanos, long divisor)
    {
        try
        {
            var (wholeMonths, monthsLeft) = Int128.DivRem(months, divisor);
            var seconds = checked((days * IsoCalendar.SecondsPerDay) + (monthsLeft * SecondsPerMonth));
            var (wholeDays, secondsLeft) = Int128.DivRem(seconds, (Int128)divisor * IsoCalendar.SecondsPerDay);
            var wholeNanos = checked(nanos + (secondsLeft * IsoCalendar.NanosPerSecond)) / divisor;
            return From(checked((long)wholeMonths), checked((long)wholeDays), wholeNanos);
        }
        catch (OverflowException)
        {
            throw TooLong();
        }
    }

    internal DurationValue Plus(DurationValue other)
    {
        try
        {
            return From(checked(Months + other.Months), checked(Days + other.Days), TotalNanos + other.TotalNanos);
        }
        catch (OverflowException)
        {
            throw TooLong();
        }
    }

    internal DurationValue Negate()
    {
        try
        {
            return From(checked(-Months), checked(-Days), -TotalNanos);
        }
        catch (OverflowException)
        {
            throw TooLong();
        }
    }

    /// <summary>Product with a number, or quotient; fractions go down as in <see cref="FromFractions"/>.</summary>
    internal DurationValue Scale(in Value number, bool divide)
    {
        try
        {
            var factor = number.IsInteger ? number.Integer : (decimal)number.Float;
            return divide
                ? FromFractions(Months / factor, Days / factor, Seconds / factor, Nanos / factor)
                : FromFractions(Months * factor, Days * factor, Seconds * factor, Nanos * factor);
        }
        catch (OverflowException)
        {
            throw TooLong();
        }
        catch (DivideByZeroException)
        {
            throw new EvaluationException(EvaluationError.ArithmeticError, "A duration is divided by zero");
        }
    }

    private static EvaluationException TooLong() => new(EvaluationError.ArithmeticError, "A duration exceeds 64-bit integers");
}
