using Reactor.Cypher.Binding;
using Reactor.Cypher.Syntax;

namespace Reactor.Oracle.Evaluation;

/// <summary>WHERE: keeps the rows whose predicate is true.</summary>
internal static class Filter
{
    internal static List<OracleRow> Apply(
        IEnumerable<OracleRow> rows, BoundExpression? predicate, ExpressionEvaluator evaluator, List<string> errors)
    {
        BoundExpression[] conjuncts = predicate is null ? [] : [.. Conjuncts(predicate)];
        return [.. rows.Where(row => Passes(row, conjuncts, evaluator, errors))];
    }

    /// <summary>A conjunct that is false or null excludes the row whatever the others do; only a row that none excludes is in error.</summary>
    private static bool Passes(OracleRow row, BoundExpression[] conjuncts, ExpressionEvaluator evaluator, List<string> errors)
    {
        string? error = null;
        foreach (var conjunct in conjuncts)
        {
            try
            {
                if (evaluator.Truth(conjunct, row) != true)
                {
                    return false;
                }
            }
            catch (EvaluationFailure failure)
            {
                error ??= failure.Message;
            }
        }

        if (error is not null)
        {
            errors.Add(error);
        }

        return error is null;
    }

    internal static IEnumerable<BoundExpression> Conjuncts(BoundExpression expression) =>
        expression is BoundExpression.Binary { Operator: BinaryOperator.And } and
            ? Conjuncts(and.Left).Concat(Conjuncts(and.Right))
            : [expression];
}
