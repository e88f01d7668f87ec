using Reactor.Contracts.Wire;
using Reactor.Cypher.Binding;
using Reactor.Oracle.Values;

namespace Reactor.Oracle.Evaluation;

/// <summary>WITH and RETURN: projection, implicit grouping, DISTINCT and the WHERE behind WITH.</summary>
internal static class Projector
{
    internal static List<OracleRow> Project(
        IReadOnlyList<OracleRow> rows, BoundProjection projection, ExpressionEvaluator evaluator, List<string> errors, IEnumerable<BoundExpression> behind)
    {
        BoundExpression[] items = [.. projection.Items.Select(item => item.Expression)];
        var projected = projection.Aggregation is { } aggregation
            ? [.. Group(rows, aggregation, evaluator, errors)
                .SelectMany(group => Remembering.Apply([group.Row], items, group.Evaluator, errors).Select(row => (row, group.Evaluator)))]
            : Remembering.Apply(rows, items, evaluator, errors).Select(row => (Row: row, Evaluator: evaluator));
        var output = new List<OracleRow>();
        foreach (var (row, scoped) in projected)
        {
            if (Try(() => projection.Items.Select(item => scoped.Evaluate(item.Expression, row)).ToArray(), errors) is { } values)
            {
                // The predicate behind a plain WITH still sees the incoming variables; a new name has a new id, so they can share a row.
                var visible = projection.Distinct || projection.Aggregation is not null ? [] : row.Values.ToDictionary();
                for (var i = 0; i < values.Length; i++)
                {
                    visible[projection.Items[i].Variable.Id] = values[i];
                }

                output.Add(row with { Values = visible });
            }
        }

        var kept = projection.Distinct ? [.. Distinct(output, projection, evaluator.History)] : output;
        var ordered = projection.Ordering is null ? kept : Order(kept, projection, projection.Ordering, evaluator);
        return Filter.Apply(Remembering.Apply(ordered, (projection.Where is null ? [] : behind).Append(projection.Where), evaluator, errors), projection.Where, evaluator, errors);
    }

    /// <summary>ORDER BY, SKIP and LIMIT; equal rows follow an order that is nobody's business, so queries to compare must not depend on it.</summary>
    private static IEnumerable<OracleRow> Order(
        List<OracleRow> rows, BoundProjection projection, BoundOrdering ordering, ExpressionEvaluator evaluator)
    {
        var sorted = rows.OrderBy(_ => 0);
        foreach (var key in ordering.Keys)
        {
            var order = Comparer<object?>.Create((x, y) => (key.IsDescending ? -1 : 1) * Orderability.Compare(x, y));
            sorted = sorted.ThenBy(
                row => (projection.Distinct ? evaluator.WithGroup(Values(row, projection), []) : evaluator).Evaluate(key.Expression, row), order);
        }

        IEnumerable<OracleRow> kept = sorted;
        kept = ordering.Skip is null ? kept : kept.Skip((int)(long)evaluator.Evaluate(ordering.Skip, OracleRow.Empty)!);
        return ordering.Limit is null ? kept : kept.Take((int)(long)evaluator.Evaluate(ordering.Limit, OracleRow.Empty)!);
    }

    private static IEnumerable<OracleRow> Distinct(List<OracleRow> rows, BoundProjection projection, OracleHistory history)
    {
        var classes = rows.GroupBy(row => Key(Values(row, projection)));
        return classes.Select(equivalent => new OracleRow(equivalent.Key, Representative(equivalent, row => Values(row, projection)).Values)
        {
            IsTouched = history.IsGroupTouched(projection, equivalent.Key, [.. equivalent]),
        });
    }

    private static object?[] Values(OracleRow row, BoundProjection projection) => [.. projection.Items.Select(item => row[item.Variable])];

    private static IEnumerable<(OracleRow Row, ExpressionEvaluator Evaluator)> Group(
        IReadOnlyList<OracleRow> rows, BoundAggregation aggregation, ExpressionEvaluator evaluator, List<string> errors)
    {
        var inputs = new List<(object?[] Keys, object?[] Arguments, OracleRow Row)>();
        var inside = aggregation.Keys.Concat(aggregation.Aggregates.Select(call => call.Argument));
        foreach (var row in Remembering.Apply(rows, inside, evaluator, errors))
        {
            var input = Try<(object?[], object?[], OracleRow)?>(
                () => (
                    [.. aggregation.Keys.Select(key => evaluator.Evaluate(key, row))],
                    [.. aggregation.Aggregates.Select(aggregate => Argument(aggregate, row, evaluator))],
                    row),
                errors);
            if (input is { } evaluated)
            {
                inputs.Add(evaluated);
            }
        }

        var groups = inputs.GroupBy(input => Key(input.Keys)).Select(group => (group.Key, Inputs: group.ToArray())).ToList();
        var retained = evaluator.History.Retain(aggregation, groups.Select(group => (group.Key, group.Inputs.Select(input => (input.Row, input.Keys, input.Arguments)))));
        groups.AddRange(retained.Keys.Except(groups.Select(group => group.Key)).Select(gone => (gone, Inputs: Array.Empty<(object?[], object?[], OracleRow)>())));
        if (groups.Count == 0 && aggregation.Keys.Count == 0)
        {
            groups.Add((Key([]), []));
        }

        foreach (var (identity, members) in groups)
        {
            var versions = retained.GetValueOrDefault(identity) ?? [];
            var keys = members.Length > 0 ? Representative(members, member => member.Keys).Keys : versions.Count > 0 ? versions[^1].Keys : [];
            var results = Try(
                () => aggregation.Aggregates.Select((aggregate, i) => Aggregation.Of(
                    aggregate, aggregate.Retains ? versions.Select(version => version.Arguments[i]) : members.Select(member => member.Arguments[i]))).ToArray(),
                errors);
            if (results is not null)
            {
                var isTouched = evaluator.History.IsGroupTouched(aggregation, identity, [.. members.Select(member => member.Row)]);
                yield return (new OracleRow(identity, new Dictionary<int, object?>()) { IsTouched = isTouched }, evaluator.WithGroup(keys, results));
            }
        }
    }

    private static object? Argument(BoundAggregate aggregate, OracleRow row, ExpressionEvaluator evaluator) =>
        aggregate.Argument is null ? null : Aggregation.Check(aggregate.Kind, evaluator.Evaluate(aggregate.Argument, row));

    internal static string Key(IEnumerable<object?> values) => $"<{string.Join(' ', values.Select(Orderability.EquivalenceKey))}>";

    /// <summary>Of equivalent tuples the one whose image is smallest byte by byte.</summary>
    internal static T Representative<T>(IEnumerable<T> equivalent, Func<T, object?[]> tuple) =>
        equivalent.Select(item => (Item: item, Image: Image(tuple(item)))).MinBy(pair => pair.Image, Comparer<byte[]>.Create((x, y) => x.AsSpan().SequenceCompareTo(y))).Item;

    private static byte[] Image(object?[] tuple)
    {
        for (var size = 1024; ; size *= 2)
        {
            var buffer = new byte[size];
            var image = new ImageWriter(buffer, tuple.Length);
            for (var i = 0; i < tuple.Length; i++)
            {
                image.Write(ImageWriter.CellOffset(i), (ushort)i, OracleValue.ToWire(tuple[i]));
            }

            if (!image.Overflowed)
            {
                return buffer[..image.Length];
            }
        }
    }

    private static T? Try<T>(Func<T> evaluate, List<string> errors)
    {
        try
        {
            return evaluate();
        }
        catch (EvaluationFailure failure)
        {
            errors.Add(failure.Message);
            return default;
        }
    }
}
