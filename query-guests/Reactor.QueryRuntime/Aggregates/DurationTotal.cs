using Reactor.QueryRuntime.Temporal;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary>Exact total of durations, part by part.</summary>
internal sealed class DurationTotal
{
    private Int128 _months;
    private Int128 _days;
    private Int128 _nanos;

    /// <summary>How many are there.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a duration, or takes one back.</summary>
    /// <param name="duration">The duration.</param>
    /// <param name="sign">1 or -1.</param>
    public void Add(DurationValue duration, int sign)
    {
        _months += sign * (Int128)duration.Months;
        _days += sign * (Int128)duration.Days;
        _nanos += sign * duration.TotalNanos;
        Count += sign;
    }

    /// <summary>The total divided; the rest of a part goes to the next smaller one, that of the nanoseconds nowhere.</summary>
    /// <param name="divisor">Greater than 0.</param>
    /// <exception cref="Values.EvaluationException">A part exceeds 64-bit integers.</exception>
    public DurationValue Divide(long divisor) => DurationValue.Quotient(_months, _days, _nanos, divisor);
}
