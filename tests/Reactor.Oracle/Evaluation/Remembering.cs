using Reactor.Cypher.Binding;
using Reactor.Cypher.Syntax;

namespace Reactor.Oracle.Evaluation;

/// <summary>Answers the calls over time and history in a clause's expressions, for every row before the clause does anything with it.</summary>
internal static class Remembering
{
    /// <summary>The rows with the answers; one whose arguments cannot be evaluated is left out.</summary>
    internal static IEnumerable<OracleRow> Apply(
        IEnumerable<OracleRow> rows, IEnumerable<BoundExpression?> expressions, ExpressionEvaluator evaluator, List<string> errors)
    {
        BoundExpression.History[] calls = [.. expressions.OfType<BoundExpression>().SelectMany(CallsIn)];
        return calls.Length == 0 ? rows : rows.Select(row => Answered(row, calls, evaluator, errors)).OfType<OracleRow>().ToArray();
    }

    /// <summary>What a projection asks of the rows before the WHERE in front of it.</summary>
    internal static IEnumerable<BoundExpression> OfRows(BoundProjection projection) =>
        (projection.Aggregation is { } aggregation
            ? aggregation.Keys.Concat(aggregation.Aggregates.Select(call => call.Argument).OfType<BoundExpression>())
            : projection.Items.Select(item => item.Expression)).Where(expression => CallsIn(expression).Any());

    /// <summary>Of a WHERE that goes with such calls what counts as the pattern: its label expressions, and the equalities that join parts of
    /// it, or it with the row.</summary>
    internal static IEnumerable<BoundExpression> Joins(BoundReading.Match match, IEnumerable<BoundExpression> behind)
    {
        if (match.Where is null || (!CallsIn(match.Where).Any() && !behind.Any()))
        {
            return [];
        }

        return Filter.Conjuncts(match.Where).OfType<BoundExpression.Comparison>().Where(equality =>
            equality.Operator == ComparisonOperator.Equal && !CallsIn(equality).Any()
            && Sides(equality.Left) is [var left] && Sides(equality.Right) is [var right] && left != right).Concat(match.LabelTests);

        // The components an expression reads of; -1 for the row.
        int[] Sides(BoundExpression expression) =>
            [.. Variables(expression).Select(variable => match.Elements.FirstOrDefault(element => element.Variable == variable) is { } own ? match.Components[own.Slot] : -1).Distinct()];
    }

    private static IEnumerable<BoundVariable> Variables(BoundExpression expression) => expression switch
    {
        BoundExpression.Reference reference => [reference.Target],
        BoundExpression.PropertyPath path => [path.Element],
        _ => expression.Children().SelectMany(Variables),
    };

    /// <summary>Whether a part of a query has such calls.</summary>
    internal static bool IsIn(BoundPart part)
    {
        var projection = part.Projection;
        return part.Readings.Select(reading => reading switch
            {
                BoundReading.Match match => match.Where,
                BoundReading.Unwind unwind => unwind.List,
                _ => null,
            })
            .Concat(projection.Items.Select(item => item.Expression))
            .Concat(projection.Aggregation is null ? [] : projection.Aggregation.Keys.Concat(projection.Aggregation.Aggregates.Select(call => call.Argument)))
            .Append(projection.Where)
            .OfType<BoundExpression>().SelectMany(CallsIn).Any();
    }

    /// <summary>Innermost first.</summary>
    private static IEnumerable<BoundExpression.History> CallsIn(BoundExpression expression)
    {
        var inside = expression.Children().SelectMany(CallsIn);
        return expression is BoundExpression.History call ? inside.Append(call) : inside;
    }

    private static OracleRow? Answered(OracleRow row, BoundExpression.History[] calls, ExpressionEvaluator evaluator, List<string> errors)
    {
        try
        {
            foreach (var call in calls.Where(call => !row.Values.ContainsKey(call.Result.Id)))
            {
                var arguments = call.Arguments.Select(argument => evaluator.Evaluate(argument, row)).ToArray();
                row = row with { Values = new Dictionary<int, object?>(row.Values) { [call.Result.Id] = evaluator.History.Answer(call, row, arguments) } };
            }

            return row;
        }
        catch (EvaluationFailure failure)
        {
            errors.Add(failure.Message);
            return null;
        }
    }
}
