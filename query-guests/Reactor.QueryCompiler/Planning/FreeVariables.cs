using Reactor.Cypher.Binding;

namespace Reactor.QueryCompiler.Planning;

/// <summary>What an expression reads of the row it is evaluated for.</summary>
internal static class FreeVariables
{
    /// <summary>The variables; those that a pattern inside the expression binds itself are not among them.</summary>
    internal static IEnumerable<BoundVariable> Of(BoundExpression expression) => expression switch
    {
        BoundExpression.Reference reference => [reference.Target],
        BoundExpression.PropertyPath path => [path.Element],
        BoundExpression.Subquery subquery => Of(subquery),
        _ => expression.Children().SelectMany(Of).Except(Locals(expression)),
    };

    /// <summary>The same where the answers of the patterns inside it are in the row already.</summary>
    internal static IEnumerable<BoundVariable> WithAnswersOf(BoundExpression expression) => expression switch
    {
        BoundExpression.Reference reference => [reference.Target],
        BoundExpression.PropertyPath path => [path.Element],
        BoundExpression.Subquery subquery => [subquery.Result],
        BoundExpression.History history => [history.Result],
        _ => expression.Children().SelectMany(WithAnswersOf).Except(Locals(expression)),
    };

    /// <summary>The patterns an expression is about, outermost ones only.</summary>
    internal static IEnumerable<BoundExpression.Subquery> Subqueries(BoundExpression expression) =>
        expression is BoundExpression.Subquery subquery ? [subquery] : expression.Children().SelectMany(Subqueries);

    /// <summary>The calls over time and history in an expression, outermost ones only.</summary>
    internal static IEnumerable<BoundExpression.History> Histories(BoundExpression expression) =>
        expression is BoundExpression.History history ? [history] : expression.Children().SelectMany(Histories);

    /// <summary>The variables an expression gives values to itself.</summary>
    internal static IEnumerable<BoundVariable> Locals(BoundExpression expression) => expression switch
    {
        BoundExpression.ListComprehension list => [list.Variable],
        BoundExpression.Quantifier quantifier => [quantifier.Variable],
        BoundExpression.Reduce reduce => [reduce.Accumulator, reduce.Variable],
        _ => [],
    };

    private static IEnumerable<BoundVariable> Of(BoundExpression.Subquery subquery)
    {
        var own = subquery.Pattern.Elements.Select(element => element.Variable).ToHashSet();
        return new[] { subquery.Pattern.Where, subquery.Projection }
            .OfType<BoundExpression>()
            .SelectMany(Of)
            .Where(variable => !own.Contains(variable))
            .Concat(subquery.Pattern.Links.Select(link => link.Outer));
    }
}
