using Reactor.QueryRuntime.Temporal;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Functions;

/// <content>Durations.</content>
public static partial class ScalarFunctions
{
    private static readonly (string Name, int Months, int Days, int Seconds, int Nanos)[] DurationUnits =
    [
        ("years", 12, 0, 0, 0), ("quarters", 3, 0, 0, 0), ("months", 1, 0, 0, 0), ("weeks", 0, 7, 0, 0), ("days", 0, 1, 0, 0), ("hours", 0, 0, 3600, 0),
        ("minutes", 0, 0, 60, 0), ("seconds", 0, 0, 1, 0), ("milliseconds", 0, 0, 0, 1_000_000), ("microseconds", 0, 0, 0, 1_000), ("nanoseconds", 0, 0, 0, 1),
    ];

    /// <summary>A duration of a text or a map of numbers of units, which may have fractions.</summary>
    /// <exception cref="EvaluationException">There is none.</exception>
    public static Value Duration(in Value value)
    {
        TimeZones.Link();
        return value.Kind switch
        {
            ValueKind.Null or ValueKind.Duration => value,
            ValueKind.Text => Value.FromDuration(DurationParser.Parse(value.Text)),
            ValueKind.Map => Value.FromDuration(FromUnits(value.Map)),
            _ => throw Unsupported("duration", value),
        };
    }

    /// <summary>Months, days and seconds between two points in time.</summary>
    /// <exception cref="EvaluationException">Other kinds, here as in the functions below.</exception>
    public static Value DurationBetween(in Value from, in Value to) =>
        ArePoints("duration.between", from, to) ? Value.FromDuration(TemporalArithmetic.Between(from.PointInTime, to.PointInTime)) : Value.Null;

    /// <summary>Whole months between two points in time.</summary>
    public static Value DurationInMonths(in Value from, in Value to) =>
        ArePoints("duration.inMonths", from, to) ? Value.FromDuration(TemporalArithmetic.MonthsBetween(from.PointInTime, to.PointInTime)) : Value.Null;

    /// <summary>Whole days between two points in time.</summary>
    public static Value DurationInDays(in Value from, in Value to) =>
        ArePoints("duration.inDays", from, to) ? Value.FromDuration(TemporalArithmetic.DaysBetween(from.PointInTime, to.PointInTime)) : Value.Null;

    /// <summary>Seconds between two points in time.</summary>
    public static Value DurationInSeconds(in Value from, in Value to) =>
        ArePoints("duration.inSeconds", from, to) ? Value.FromDuration(TemporalArithmetic.SecondsBetween(from.PointInTime, to.PointInTime)) : Value.Null;

    private static bool ArePoints(string function, in Value from, in Value to)
    {
        TimeZones.Link();
        if (from.IsNull || to.IsNull)
        {
            return false;
        }

        return from.IsPointInTime && to.IsPointInTime ? true : throw Unsupported(function, from.IsPointInTime ? to : from);
    }

    private static DurationValue FromUnits(MapValue map)
    {
        var (months, days, seconds, nanos) = (0m, 0m, 0m, 0m);
        try
        {
            for (var i = 0; i < map.Count; i++)
            {
                var unit = Array.Find(DurationUnits, unit => unit.Name == map.Keys[i]);
                if (unit.Name is null || !map.Values[i].IsNumber)
                {
                    throw new EvaluationException(EvaluationError.ArgumentError, $"A duration has no {map.Keys[i]} of {map.Values[i]}");
                }

                var number = map.Values[i].IsInteger ? map.Values[i].Integer : (decimal)map.Values[i].Float;
                months += number * unit.Months;
                days += number * unit.Days;
                seconds += number * unit.Seconds;
                nanos += number * unit.Nanos;
            }
        }
        catch (OverflowException)
        {
            throw new EvaluationException(EvaluationError.ArithmeticError, "A duration exceeds 64-bit integers");
        }

        return DurationValue.FromFractions(months, days, seconds, nanos);
    }
}
