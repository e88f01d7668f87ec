using System.Globalization;
using Reactor.Cypher.Binding;
using Reactor.Cypher.Syntax;

namespace Reactor.QueryCompiler.Explain;

/// <summary>Prints expressions unambiguously: fully bracketed, variables by name and number.</summary>
internal static class ExpressionPrinter
{
    /// <summary>The text of an expression.</summary>
    internal static string Print(BoundExpression expression) => expression switch
    {
        BoundExpression.Literal literal => Literal(literal.Value),
        BoundExpression.Parameter parameter => $"${parameter.Name}",
        BoundExpression.Reference reference => reference.Target.ToString(),
        BoundExpression.ListComprehension list => $"[{list.Variable} IN {Print(list.List)} WHERE {Optional(list.Where)} | {Optional(list.Projection)}]",
        BoundExpression.Quantifier quantifier => $"{quantifier.Kind}({quantifier.Variable} IN {Print(quantifier.List)} WHERE {Print(quantifier.Predicate)})",
        BoundExpression.Reduce reduce => $"reduce({reduce.Accumulator} = {Print(reduce.Start)}, {reduce.Variable} IN {Print(reduce.List)} | {Print(reduce.Step)})",
        BoundExpression.MapProjection map => $"{Print(map.Target)}{{.*, {string.Join(", ", map.Entries.Select(entry => $"{Key(entry.Key)}: {Print(entry.Value)}"))}}}",
        BoundExpression.Subquery subquery => subquery.Result.ToString(),
        BoundExpression.History history => history.Result.ToString(),
        BoundExpression.PathOf path => $"path({PrintAll(path.Elements)})",
        BoundExpression.PropertyPath path => $"{path.Element}.{string.Join('.', path.Path.Select(Key))}",
        BoundExpression.Property property => $"{Print(property.Target)}.{Key(property.Key)}",
        BoundExpression.Index index => $"{Print(index.Target)}[{Print(index.Subscript)}]",
        BoundExpression.Slice slice => $"{Print(slice.Target)}[{Optional(slice.From)}..{Optional(slice.To)}]",
        BoundExpression.HasLabels { Labels.Count: 0 } labels => $"({Print(labels.Target)}:%)",
        BoundExpression.HasLabels labels => $"({Print(labels.Target)}:{string.Join(':', labels.Labels.Select(Key))})",
        BoundExpression.Unary unary => $"({unary.Operator} {Print(unary.Operand)})",
        BoundExpression.Binary binary => $"({Print(binary.Left)} {binary.Operator} {Print(binary.Right)})",
        BoundExpression.Comparison comparison => $"({Print(comparison.Left)} {Symbol(comparison.Operator)} {Print(comparison.Right)})",
        BoundExpression.InList list => $"({Print(list.Item)} IN {Print(list.List)})",
        BoundExpression.IsNull isNull => $"({Print(isNull.Operand)} IS {(isNull.Negated ? "NOT " : "")}NULL)",
        BoundExpression.StringPredicate predicate => $"({Print(predicate.Left)} {predicate.Operator} {Print(predicate.Right)})",
        BoundExpression.Case cases => PrintCase(cases),
        BoundExpression.ListLiteral list => $"[{PrintAll(list.Items)}]",
        BoundExpression.MapLiteral map => $"{{{string.Join(", ", map.Entries.Select(entry => $"{Key(entry.Key)}: {Print(entry.Value)}"))}}}",
        BoundExpression.Call call => $"{call.Function.Name}({PrintAll(call.Arguments)})",
        BoundExpression.GroupKey key => $"key{key.Key}",
        BoundExpression.GroupKeyPath path => $"key{path.Key}.{string.Join('.', path.Path.Select(Key))}",
        BoundExpression.AggregateResult result => $"aggregate{result.Aggregate}",
        _ => throw new InvalidOperationException($"No text for {expression.GetType().Name}."),
    };

    /// <summary>The text of an aggregate.</summary>
    internal static string Print(BoundAggregate aggregate) =>
        $"{aggregate.Kind}({(aggregate.Distinct ? "DISTINCT " : "")}{Optional(aggregate.Argument)})";

    /// <summary>Expressions side by side.</summary>
    internal static string PrintAll(IEnumerable<BoundExpression> expressions) => string.Join(", ", expressions.Select(Print));

    /// <summary>A text in quotes, or a name as it is where it cannot be misread.</summary>
    internal static string Key(string name) =>
        name.Length != 0 && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_') ? name : Quote(name);

    /// <summary>A text in quotes.</summary>
    internal static string Quote(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}'";

    private static string Literal(object? value) => value switch
    {
        null => "null",
        bool boolean => boolean ? "true" : "false",
        long integer => integer.ToString(CultureInfo.InvariantCulture),
        double number => $"{number.ToString("R", CultureInfo.InvariantCulture)}f",
        string text => Quote(text),
        _ => throw new InvalidOperationException($"No text for {value.GetType().Name}."),
    };

    private static string Optional(BoundExpression? expression) => expression is null ? "" : Print(expression);

    private static string PrintCase(BoundExpression.Case cases)
    {
        var branches = cases.Branches.Select(branch => $" WHEN {Print(branch.Condition)} THEN {Print(branch.Result)}");
        var operand = cases.Operand is null ? "" : $" {Print(cases.Operand)}";
        var otherwise = cases.Else is null ? "" : $" ELSE {Print(cases.Else)}";
        return $"CASE{operand}{string.Concat(branches)}{otherwise} END";
    }

    private static string Symbol(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Equal => "=",
        ComparisonOperator.NotEqual => "<>",
        ComparisonOperator.Less => "<",
        ComparisonOperator.LessOrEqual => "<=",
        ComparisonOperator.Greater => ">",
        ComparisonOperator.GreaterOrEqual => ">=",
        _ => throw new InvalidOperationException($"No symbol for {comparison}."),
    };
}
