namespace Reactor.Cypher.Binding;

/// <summary>Decides whether two expressions say the same thing, wherever they are written.</summary>
internal static class ExpressionComparison
{
    /// <summary>Same shape, names and constants. Calls of volatile functions are never the same.</summary>
    public static bool Same(BoundExpression a, BoundExpression b) =>
        a.GetType() == b.GetType() && SameNode(a, b) && SameAll(a.Children(), b.Children());

    private static bool SameAll(IEnumerable<BoundExpression> a, IEnumerable<BoundExpression> b)
    {
        var (left, right) = (a.ToArray(), b.ToArray());
        return left.Length == right.Length && left.Zip(right).All(pair => Same(pair.First, pair.Second));
    }

    private static bool SameNode(BoundExpression a, BoundExpression b) => (a, b) switch
    {
        (BoundExpression.Literal x, BoundExpression.Literal y) => Equals(x.Value, y.Value),
        (BoundExpression.Parameter x, BoundExpression.Parameter y) => x.Name == y.Name,
        (BoundExpression.Reference x, BoundExpression.Reference y) => x.Target == y.Target,
        (BoundExpression.PropertyPath x, BoundExpression.PropertyPath y) => x.Element == y.Element && x.Path.SequenceEqual(y.Path),
        (BoundExpression.Property x, BoundExpression.Property y) => x.Key == y.Key,
        (BoundExpression.Slice x, BoundExpression.Slice y) => (x.From is null) == (y.From is null),
        (BoundExpression.HasLabels x, BoundExpression.HasLabels y) => x.Labels.SequenceEqual(y.Labels),
        (BoundExpression.Unary x, BoundExpression.Unary y) => x.Operator == y.Operator,
        (BoundExpression.Binary x, BoundExpression.Binary y) => x.Operator == y.Operator,
        (BoundExpression.Comparison x, BoundExpression.Comparison y) => x.Operator == y.Operator,
        (BoundExpression.IsNull x, BoundExpression.IsNull y) => x.Negated == y.Negated,
        (BoundExpression.StringPredicate x, BoundExpression.StringPredicate y) => x.Operator == y.Operator,
        (BoundExpression.Case x, BoundExpression.Case y) => (x.Operand is null) == (y.Operand is null) && x.Branches.Count == y.Branches.Count,
        (BoundExpression.MapLiteral x, BoundExpression.MapLiteral y) =>
            x.Entries.Select(entry => entry.Key).SequenceEqual(y.Entries.Select(entry => entry.Key)),
        (BoundExpression.Call x, BoundExpression.Call y) => x.Function == y.Function && !x.Function.IsVolatile,
        (BoundExpression.ListComprehension x, BoundExpression.ListComprehension y) => x.Variable == y.Variable,
        (BoundExpression.Quantifier x, BoundExpression.Quantifier y) => x.Variable == y.Variable,
        (BoundExpression.Reduce x, BoundExpression.Reduce y) => x.Variable == y.Variable,
        (BoundExpression.MapProjection x, BoundExpression.MapProjection y) =>
            x.Entries.Select(entry => entry.Key).SequenceEqual(y.Entries.Select(entry => entry.Key)),
        (BoundExpression.Subquery x, BoundExpression.Subquery y) => x.Result == y.Result,
        (BoundExpression.History x, BoundExpression.History y) => x.Function == y.Function,
        (BoundExpression.GroupKey x, BoundExpression.GroupKey y) => x.Key == y.Key,
        (BoundExpression.GroupKeyPath x, BoundExpression.GroupKeyPath y) => x.Key == y.Key && x.Path.SequenceEqual(y.Path),
        (BoundExpression.AggregateResult x, BoundExpression.AggregateResult y) => x.Aggregate == y.Aggregate,
        _ => true,
    };
}
