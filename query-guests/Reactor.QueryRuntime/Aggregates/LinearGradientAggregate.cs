using System.Numerics;
using Reactor.QueryRuntime.Temporal;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Aggregates;

/// <summary>
/// <c>drasi.linearGradient(x, y)</c>: slope of the least squares line, exact and rounded once; null when fewer than two x differ, NaN while a number is
/// infinite or none. A row comes as the list of the two and does not count when one is null. Times and durations count in milliseconds.
/// </summary>
/// <remarks>The sums are of integers: numbers times 2^1074, which every double is a part of, times the nanoseconds of a millisecond.</remarks>
public struct LinearGradientAggregate : IAggregate
{
    private const string Name = "drasi.linearGradient";
    private const int Scale = 1074;
    private const long NanosPerMillisecond = 1_000_000;

    private Sums? _sums;

    /// <summary>Refuses what is neither a number, a point in time with a date, a duration without months, nor null.</summary>
    /// <exception cref="EvaluationException">One of the two is.</exception>
    public static void Require(in Value pair)
    {
        foreach (ref readonly var value in pair.List)
        {
            _ = Exact(value, out _);
        }
    }

    /// <inheritdoc/>
    public void Add(in Value value, UInt128 rowIdentity) => Count(value, 1);

    /// <inheritdoc/>
    public void Remove(in Value value, UInt128 rowIdentity) => Count(value, -1);

    /// <inheritdoc/>
    public readonly Value Result()
    {
        if (_sums is not { } sums)
        {
            return Value.Null;
        }

        if (sums.Strange > 0)
        {
            return Value.FromFloat(double.NaN);
        }

        var spread = (sums.Rows * sums.XX) - (sums.X * sums.X);
        if (spread.IsZero)
        {
            return Value.Null;
        }

        var slope = (sums.Rows * sums.XY) - (sums.X * sums.Y);
        return Value.FromFloat(slope.IsZero ? 0.0 : slope.Sign * SquareTotal.Quotient(BigInteger.Abs(slope), spread));
    }

    private void Count(in Value pair, int sign)
    {
        var (x, y) = (pair.List[0], pair.List[1]);
        if (x.IsNull || y.IsNull)
        {
            return;
        }

        var sums = _sums ??= new Sums();
        var (left, right) = (Exact(x, out var isStrangeX), Exact(y, out var isStrangeY));
        if (isStrangeX || isStrangeY)
        {
            sums.Strange += sign;
        }
        else
        {
            sums.Rows += sign;
            sums.X += sign * left;
            sums.Y += sign * right;
            sums.XY += sign * left * right;
            sums.XX += sign * left * left;
        }

        _sums = sums.Rows == 0 && sums.Strange == 0 ? null : sums;
    }

    private static BigInteger Exact(in Value value, out bool isStrange)
    {
        isStrange = false;
        switch (value.Kind)
        {
            case ValueKind.Null:
                return BigInteger.Zero;
            case ValueKind.Integer:
                return ((BigInteger)value.Integer * NanosPerMillisecond) << Scale;
            case ValueKind.Float:
                isStrange = !double.IsFinite(value.Float);
                return isStrange ? BigInteger.Zero : Exact(value.Float) * NanosPerMillisecond;
            case ValueKind.Date or ValueKind.LocalDateTime or ValueKind.DateTime:
                return (BigInteger)value.PointInTime.Instant << Scale;
            case ValueKind.Duration when value.Duration.Months == 0:
                return ((BigInteger)value.Duration.TotalNanos + ((BigInteger)value.Duration.Days * IsoCalendar.NanosPerDay)) << Scale;
            default:
                throw new EvaluationException(EvaluationError.TypeError, $"{Name} takes numbers, dates, date-times and durations without months, not {ValueText.WithArticle(value.Kind)}");
        }
    }

    private static BigInteger Exact(double number)
    {
        var bits = BitConverter.DoubleToInt64Bits(number);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var fraction = bits & 0xF_FFFF_FFFF_FFFF;
        var magnitude = exponent == 0 ? fraction : (BigInteger)(fraction | (1L << 52)) << (exponent - 1);
        return bits < 0 ? -magnitude : magnitude;
    }

    private sealed class Sums
    {
        internal long Rows { get; set; }

        internal long Strange { get; set; }

        internal BigInteger X { get; set; }

        internal BigInteger Y { get; set; }

        internal BigInteger XY { get; set; }

        internal BigInteger XX { get; set; }
    }
}
