using Reactor.QueryRuntime.Temporal;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow.Time;

/// <summary>What an evaluation of a function of time or history sees besides what it remembers.</summary>
public readonly ref struct HistoryArguments
{
    private const long NanosPerMillisecond = 1_000_000;

    private readonly Value[] _row;
    private readonly int[] _cells;

    internal HistoryArguments(Value[] row, int[] cells, QueryClock clock, bool isTouched, bool isFirst)
    {
        _row = row;
        _cells = cells;
        NowNs = clock.NowNs;
        Unit = clock.Unit;
        IsTouched = isTouched;
        IsFirst = isFirst;
    }

    /// <summary>The query's clock, nanoseconds since the Unix epoch.</summary>
    internal long NowNs { get; }

    /// <summary>Number of the unit.</summary>
    internal ulong Unit { get; }

    /// <summary>Whether the row is touched in this unit: it came, or an element bound in it changed.</summary>
    internal bool IsTouched { get; }

    /// <summary>Whether the row was not there before.</summary>
    internal bool IsFirst { get; }

    /// <summary>An argument; null for one that is not given.</summary>
    internal Value this[int index] => index < _cells.Length ? _row[_cells[index]] : Value.Null;

    /// <summary>An argument that must be a condition.</summary>
    /// <exception cref="EvaluationException">It is neither boolean, null nor Awaiting.</exception>
    internal Value Condition(int index)
    {
        var value = this[index];
        return value.IsBoolean || value.IsNull || value.IsAwaiting ? value : throw Wrong("A condition over time must be a boolean", value);
    }

    /// <summary>An argument that is a timestamp, nanoseconds since the Unix epoch; null for null.</summary>
    /// <exception cref="EvaluationException">It is none.</exception>
    internal Int128? Instant(int index)
    {
        var value = this[index];
        return value.Kind switch
        {
            ValueKind.Null => null,
            ValueKind.Integer => (Int128)value.Integer * NanosPerMillisecond,
            ValueKind.Date or ValueKind.LocalDateTime or ValueKind.DateTime => value.PointInTime.Instant,
            _ => throw Wrong("A timestamp must be a date, a date-time or milliseconds as an integer", value),
        };
    }

    /// <summary>An argument that is a length of time, in nanoseconds, at least 0; null for null.</summary>
    /// <exception cref="EvaluationException">It is none, negative, or contains months.</exception>
    internal Int128? Length(int index)
    {
        var value = this[index];
        Int128? length = value.Kind switch
        {
            ValueKind.Null => null,
            ValueKind.Integer => (Int128)value.Integer * NanosPerMillisecond,
            ValueKind.Duration when value.Duration.Months == 0 => value.Duration.TotalNanos + ((Int128)value.Duration.Days * IsoCalendar.NanosPerDay),
            ValueKind.Duration => throw new EvaluationException(EvaluationError.ArgumentError, "A length of time cannot contain months, whose lengths differ"),
            _ => throw Wrong("A length of time must be a duration or milliseconds as an integer", value),
        };
        return length >= 0 || length is null ? length : throw new EvaluationException(EvaluationError.ArgumentError, "A length of time cannot be negative");
    }

    /// <summary>A due time as timers take it; beyond the clock's range it is its end.</summary>
    internal static long ToDue(Int128 ns) => ns > long.MaxValue ? long.MaxValue : ns < long.MinValue ? long.MinValue : (long)ns;

    private static EvaluationException Wrong(string rule, in Value value) =>
        new(EvaluationError.TypeError, $"{rule}, not {ValueText.WithArticle(value.Kind)}");
}
