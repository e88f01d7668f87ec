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
        var needsNumber = kind is AggregateKind.Sum or AggregateKind.Average;
        return needsNumber && argument is not null && !OracleValue.IsNumber(argument)
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
            AggregateKind.Sum => Sum(values),
            AggregateKind.Average => values.Count == 0 ? null : Total(values, values.Count),
            AggregateKind.Minimum => values.Count == 0 ? null : values.Aggregate((x, y) => Smaller(x, y)),
            AggregateKind.Maximum => values.Count == 0 ? null : values.Aggregate((x, y) => Larger(x, y)),
            AggregateKind.Collect when aggregate.Distinct => new OracleList([.. values.Order(Comparer<object?>.Create(Orderability.Compare))]),
            AggregateKind.Collect => new OracleList([.. values], IsUnordered: values.Count > 1),
            _ => throw new NotSupportedException($"aggregate {aggregate.Kind}"),
        };
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

    /// <summary>The exact sum, divided and rounded once.</summary>
    private static double Total(List<object> values, long divisor)
    {
        var special = values.OfType<double>().Where(value => !double.IsFinite(value)).ToArray();
        return special.Length > 0
            ? special.Sum()
            : new ExactNumber(values.Aggregate(BigInteger.Zero, (total, value) => total + ExactNumber.From(value).Units)).ToDouble(divisor);
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
