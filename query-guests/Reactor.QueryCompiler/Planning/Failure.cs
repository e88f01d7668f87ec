using Reactor.Cypher.Binding;
using Reactor.Cypher.Syntax;

namespace Reactor.QueryCompiler.Planning;

/// <summary>Whether data can keep an expression from being evaluated. May say so wrongly, never the contrary.</summary>
internal static class Failure
{
    private const TypeSet Truth = TypeSet.Boolean | TypeSet.Null;
    private const TypeSet Nesting = TypeSet.List | TypeSet.Map | TypeSet.Element | TypeSet.Path;

    private static readonly HashSet<string> TotalFunctions = new(StringComparer.Ordinal) { "id", "elementId", "type", "coalesce" };

    /// <summary>Whether evaluating the expression as a condition can fail: a condition must be a boolean or null.</summary>
    internal static bool CanFailAsCondition(BoundExpression condition) => !IsWithin(condition, Truth) || CanFail(condition);

    /// <summary>Whether evaluating the expression can fail.</summary>
    internal static bool CanFail(BoundExpression expression) => FailsItself(expression) || (expression is not BoundExpression.History && expression.Children().Any(CanFail));

    private static bool FailsItself(BoundExpression expression) => expression switch
    {
        BoundExpression.Literal or BoundExpression.Parameter or BoundExpression.Reference or BoundExpression.PropertyPath => false,
        BoundExpression.History => false,
        BoundExpression.GroupKey or BoundExpression.GroupKeyPath or BoundExpression.AggregateResult or BoundExpression.Subquery => false,
        BoundExpression.Comparison or BoundExpression.IsNull => false,
        BoundExpression.Case choice => choice.Operand is null && choice.Branches.Any(branch => !IsWithin(branch.Condition, Truth)),
        BoundExpression.StringPredicate predicate => predicate.Operator == StringOperator.Matches,
        BoundExpression.HasLabels labels => !IsWithin(labels.Target, TypeSet.Element | TypeSet.Null),
        BoundExpression.ListComprehension list => !IsWithin(list.List, TypeSet.List | TypeSet.Null) || (list.Where is { } where && !IsWithin(where, Truth)) || (list.Projection?.Type & Nesting) != 0,
        BoundExpression.Quantifier quantifier => !IsWithin(quantifier.List, TypeSet.List | TypeSet.Null) || !IsWithin(quantifier.Predicate, Truth),
        BoundExpression.Reduce reduce => !IsWithin(reduce.List, TypeSet.List | TypeSet.Null),
        BoundExpression.InList list => !IsWithin(list.List, TypeSet.List | TypeSet.Null),
        BoundExpression.Property property => !IsWithin(property.Target, TypeSet.Map | TypeSet.Element | TypeSet.Null),
        BoundExpression.Unary { Operator: UnaryOperator.Not } negation => !IsWithin(negation.Operand, Truth),
        BoundExpression.Binary { Operator: BinaryOperator.And or BinaryOperator.Or or BinaryOperator.Xor } logic =>
            !IsWithin(logic.Left, Truth) || !IsWithin(logic.Right, Truth),
        BoundExpression.ListLiteral or BoundExpression.MapLiteral => expression.Children().Any(item => (item.Type & Nesting) != 0),
        BoundExpression.Call { Function.Name: "nodes" or "relationships" or "length" } call => !IsWithin(call.Arguments[0], TypeSet.Path | TypeSet.Null),
        BoundExpression.Call call => !TotalFunctions.Contains(call.Function.Name),
        _ => true,
    };

    private static bool IsWithin(BoundExpression expression, TypeSet bounds) => (expression.Type & ~bounds) == 0;
}
