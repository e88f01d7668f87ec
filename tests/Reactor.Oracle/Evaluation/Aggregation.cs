using System.Globalization;
using System.Numerics;
using Reactor.Cypher.Binding;
using Reactor.Oracle.Values;

namespace Reactor.Oracle.Evaluation;

/// <summary>Aggregate functions over all values of a group.</summary>
internal static class Aggregation
{
    /// <summary>The argument itself, if the function can use it.</summary>
    internal static object? Check(AggregateKind kind, object? argument)
    {
        if (kind is AggregateKind.PercentileContinuous or AggregateKind.PercentileDiscrete)
        {
            return CheckPercentile((OracleList)argument!);
        }

        if (kind == AggregateKind.LinearGradient)
        {
            var pair = ((OracleList)argument!).Items;
            return pair.All(value => value is null || OracleValue.IsNumber(value)) ? pair.Contains(null) ? null : argument : throw new EvaluationFailure("gradient of no numbers");
        }

        var needsNumber = kind is AggregateKind.Sum or AggregateKind.Average or AggregateKind.SampleDeviation or AggregateKind.PopulationDeviation;
        var mayBeDuration = kind is AggregateKind.Sum or AggregateKind.Average;
        return needsNumber && argument is not null && !OracleValue.IsNumber(argument) && !(mayBeDuration && argument is OracleDuration)
            ? throw new EvaluationFailure($"{kind} of a {OracleValue.TypeName(argument)}")
            : argument;
    }

    internal static object? Of(BoundAggregate aggregate, IEnumerable<object?> arguments)
    {
        if (aggregate.Kind == AggregateKind.CountRows)
        {
            return arguments.LongCount();
        }

        var values = arguments.OfType<object>().ToList();
        if (aggregate.Distinct)
        {
            values = [.. values.GroupBy(Orderability.EquivalenceKey).Select(equivalent => equivalent.Aggregate(SmallerImage))];
        }

        return aggregate.Kind switch
        {
            AggregateKind.Count => (long)values.Count,
            AggregateKind.Sum or AggregateKind.Average when values.Exists(value => value is OracleDuration) =>
                MeanDuration(values, aggregate.Kind == AggregateKind.Sum ? 1 : values.Count),
            AggregateKind.Sum => Sum(values),
            AggregateKind.Average => values.Count == 0 ? null : Total(values, values.Count),
            AggregateKind.Minimum => values.Count == 0 ? null : values.Aggregate((x, y) => Smaller(x, y)),
            AggregateKind.Maximum => values.Count == 0 ? null : values.Aggregate((x, y) => Larger(x, y)),
            AggregateKind.Collect when aggregate.Distinct => new OracleList([.. values.Order(Comparer<object?>.Create(Orderability.Compare))]),
            AggregateKind.Collect => new OracleList([.. values], IsUnordered: values.Count > 1),
            AggregateKind.PercentileContinuous or AggregateKind.PercentileDiscrete => Percentile(aggregate.Kind, values),
            AggregateKind.SampleDeviation => Deviation(values, values.Count - 1),
            AggregateKind.PopulationDeviation => Deviation(values, values.Count),
            AggregateKind.LinearGradient => Gradient(values),
            _ => throw new NotSupportedException($"aggregate {aggregate.Kind}"),
        };
    }

    private static object? Gradient(List<object> pairs)
    {
        if (pairs.Exists(pair => ((OracleList)pair).Items.OfType<double>().Any(value => !double.IsFinite(value))))
        {
            return double.NaN;
        }

        var points = pairs.ConvertAll(pair => (X: ExactNumber.From(((OracleList)pair).Items[0]!).Units, Y: ExactNumber.From(((OracleList)pair).Items[1]!).Units));
        var (sumX, sumY) = (points.Aggregate(BigInteger.Zero, (sum, point) => sum + point.X), points.Aggregate(BigInteger.Zero, (sum, point) => sum + point.Y));
        var spread = points.Aggregate(BigInteger.Zero, (sum, point) => sum + (points.Count * point.X * point.X)) - (sumX * sumX);
        var slope = points.Aggregate(BigInteger.Zero, (sum, point) => sum + (points.Count * point.X * point.Y)) - (sumX * sumY);
        return spread.IsZero ? null : slope.IsZero ? 0.0 : Ratio(slope, spread);
    }

    /// <summary>60 bits of the quotient, of which the lowest one stands for all that was lost, become a double's 53.</summary>
    private static double Ratio(BigInteger dividend, BigInteger divisor)
    {
        var shift = Math.Max(0, 200 - (int)(BigInteger.Abs(dividend).GetBitLength() - divisor.GetBitLength()));
        var quotient = BigInteger.DivRem(dividend << shift, divisor, out var rest);
        var bits = (int)BigInteger.Abs(quotient).GetBitLength() - 60;
        var kept = (long)(quotient >> bits) | (rest.IsZero && (quotient >> bits << bits) == quotient ? 0L : 1L);
        return Math.ScaleB((double)kept, bits - shift);
    }

    private static object Sum(List<object> values)
    {
        if (!values.TrueForAll(value => value is long))
        {
            return Total(values, 1);
        }

        var sum = values.Aggregate(BigInteger.Zero, (total, value) => total + (long)value);
        return sum >= long.MinValue && sum <= long.MaxValue ? (long)sum : throw new EvaluationFailure("sum leaves the range of integers");
    }

    /// <summary>Months and days as far as they divide; what is left of both, in nanoseconds, with the rest.</summary>
    private static OracleDuration MeanDuration(List<object> values, int divisor)
    {
        var durations = values.OfType<OracleDuration>().ToArray();
        if (durations.Length < values.Count)
        {
            throw new EvaluationFailure("numbers and durations together");
        }

        const long Second = 1_000_000_000;
        var months = durations.Aggregate(BigInteger.Zero, (total, duration) => total + duration.Months);
        var days = durations.Aggregate(BigInteger.Zero, (total, duration) => total + duration.Days);
        var nanos = durations.Aggregate(BigInteger.Zero, (total, duration) => total + (BigInteger)duration.Nanoseconds);
        var small = (days * 86_400 * Second) + (months % divisor * 2_629_746 * Second);
        var left = small % (divisor * 86_400 * (BigInteger)Second);
        return new OracleDuration((long)(months / divisor), (long)(small / (divisor * 86_400 * (BigInteger)Second)), (Int128)((nanos + left) / divisor));
    }

    /// <summary>The exact sum, divided and rounded once.</summary>
    private static double Total(List<object> values, long divisor)
    {
        var special = values.OfType<double>().Where(value => !double.IsFinite(value)).ToArray();
        return special.Length > 0
            ? special.Sum()
            : new ExactNumber(values.Aggregate(BigInteger.Zero, (total, value) => total + ExactNumber.From(value).Units)).ToDouble(divisor);
    }

    private static OracleList? CheckPercentile(OracleList arguments)
    {
        var (number, percentile) = (arguments.Items[0], arguments.Items[1]);
        if (number is null)
        {
            return null;
        }

        return OracleValue.IsNumber(number) && OracleValue.IsNumber(percentile) && Convert.ToDouble(percentile, CultureInfo.InvariantCulture) is >= 0 and <= 1
            ? arguments
            : throw new EvaluationFailure($"percentile {percentile} of {number}");
    }

    private static object? Percentile(AggregateKind kind, List<object> values)
    {
        var pairs = values.Cast<OracleList>().ToArray();
        var asked = pairs.Select(pair => Convert.ToDouble(pair.Items[1], CultureInfo.InvariantCulture)).Distinct().ToArray();
        if (asked.Length != 1)
        {
            return asked.Length == 0 ? null : throw new EvaluationFailure("several percentiles");
        }

        var numbers = pairs.Select(pair => pair.Items[0]!).Order(Comparer<object>.Create(Ordered)).ToArray();
        if (kind == AggregateKind.PercentileDiscrete)
        {
            return numbers.First(number => numbers.Count(other => Ordered(other, number) <= 0) >= asked[0] * numbers.Length);
        }

        var place = asked[0] * (numbers.Length - 1);
        var (low, high) = (numbers[(int)place], numbers[(int)Math.Ceiling(place)]);
        var above = place - Math.Floor(place);
        double Number(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);
        return above == 0 ? Number(low) : (Number(low) * (Math.Ceiling(place) - place)) + (Number(high) * above);
    }

    private static int Ordered(object left, object right) => Orderability.Compare(left, right) is var order && order != 0 ? order
        : ReferenceEquals(Smaller(left, right), left) ? (ReferenceEquals(left, right) || Equals(left, right) ? 0 : -1) : 1;

    private static double Deviation(List<object> values, int freedom)
    {
        if (freedom < 1)
        {
            return 0.0;
        }

        if (values.OfType<double>().Any(value => !double.IsFinite(value)))
        {
            return double.NaN;
        }

        var units = values.ConvertAll(value => ExactNumber.From(value).Units);
        var sum = units.Aggregate(BigInteger.Zero, BigInteger.Add);
        var distances = (units.Count * units.Aggregate(BigInteger.Zero, (total, unit) => total + (unit * unit))) - (sum * sum);

        // Units of two exact numbers multiplied, brought to those of one.
        var scale = ExactNumber.From(1L).Units;
        var (variance, rest) = (distances / scale, distances % scale);
        return Math.Sqrt(new ExactNumber((variance << 1) | (rest.IsZero ? 0 : 1)).ToDouble(2L * units.Count * freedom));
    }

    private static object Smaller(object left, object right) => Orderability.Compare(left, right) is var order && order < 0 ? left
        : order > 0 ? right
        : SmallerImage(left, right);

    private static object Larger(object left, object right) => Orderability.Compare(left, right) is var order && order > 0 ? left
        : order < 0 ? right
        : SmallerImage(left, right);

    /// <summary>Of two equivalent values the one shown; see <see cref="Projector"/>.</summary>
    private static object SmallerImage(object left, object right) => Projector.Representative([left, right], value => [value]);
}
