using System.Globalization;
using Reactor.Cypher.Binding;
using Reactor.Cypher.Syntax;

namespace Reactor.Cypher.Tests;

/// <summary>Writes trees as prefix expressions, so that a test shows the shape it expects on one line.</summary>
internal static class Sketch
{
    public static string Of(ExpressionSyntax syntax) => syntax switch
    {
        ExpressionSyntax.Literal literal => Value(literal.Value),
        ExpressionSyntax.Parameter parameter => "$" + parameter.Name,
        ExpressionSyntax.Reference reference => reference.Name,
        ExpressionSyntax.Property property => $"(. {Of(property.Target)} {property.Key.Name})",
        ExpressionSyntax.Index => Node("at", syntax),
        ExpressionSyntax.Slice slice => $"(slice {Of(slice.Target)} {(slice.From is null ? "_" : Of(slice.From))} {(slice.To is null ? "_" : Of(slice.To))})",
        ExpressionSyntax.HasLabels labels => $"(label {Of(labels.Target)} {string.Join(' ', labels.Labels.Select(label => label.Name).Concat(labels.Tests.Select(Of)))})",
        ExpressionSyntax.Unary unary => Node(unary.Operator.ToString(), syntax),
        ExpressionSyntax.Binary binary => Node(binary.Operator.ToString(), syntax),
        ExpressionSyntax.Comparison comparison => Node(string.Join('-', comparison.Operators), syntax),
        ExpressionSyntax.In => Node("In", syntax),
        ExpressionSyntax.IsNull isNull => Node(isNull.Negated ? "IsNotNull" : "IsNull", syntax),
        ExpressionSyntax.StringPredicate predicate => Node(predicate.Operator.ToString(), syntax),
        ExpressionSyntax.Case => Node("Case", syntax),
        ExpressionSyntax.ListLiteral => Node("list", syntax),
        ExpressionSyntax.MapLiteral map => $"(map {string.Join(' ', map.Entries.Select(entry => $"{entry.Key.Name} {Of(entry.Value)}"))})",
        ExpressionSyntax.Call call => Node(call.Name.Name + (call.Distinct ? " distinct" : string.Empty), syntax),
        ExpressionSyntax.CountStar => "(count *)",
        ExpressionSyntax.ListComprehension list => Node($"each {list.Variable.Name}", syntax),
        _ => Node(syntax.GetType().Name, syntax),
    };

    public static string Of(LabelExpressionSyntax syntax) => syntax switch
    {
        LabelExpressionSyntax.Name name => name.Label.Name,
        LabelExpressionSyntax.Not not => $"!{Of(not.Operand)}",
        LabelExpressionSyntax.And and => $"(& {Of(and.Left)} {Of(and.Right)})",
        LabelExpressionSyntax.Or or => $"(| {Of(or.Left)} {Of(or.Right)})",
        _ => "%",
    };

    public static string Of(BoundExpression? expression) => expression switch
    {
        null => "none",
        BoundExpression.Literal literal => Value(literal.Value),
        BoundExpression.Parameter parameter => "$" + parameter.Name,
        BoundExpression.Reference reference => reference.Target.ToString(),
        BoundExpression.PropertyPath path => $"{path.Element}.{string.Join('.', path.Path)}",
        BoundExpression.Property property => $"(. {Of(property.Target)} {property.Key})",
        BoundExpression.HasLabels labels => $"(label {Of(labels.Target)} {string.Join(' ', labels.Labels)})",
        BoundExpression.Unary unary => Node(unary.Operator.ToString(), expression),
        BoundExpression.Binary binary => Node(binary.Operator.ToString(), expression),
        BoundExpression.Comparison comparison => Node(comparison.Operator.ToString(), expression),
        BoundExpression.IsNull isNull => Node(isNull.Negated ? "IsNotNull" : "IsNull", expression),
        BoundExpression.StringPredicate predicate => Node(predicate.Operator.ToString(), expression),
        BoundExpression.MapLiteral map => $"(map {string.Join(' ', map.Entries.Select(entry => $"{entry.Key} {Of(entry.Value)}"))})",
        BoundExpression.Call call => Node(call.Function.Name, expression),
        BoundExpression.GroupKey key => $"key{key.Key}",
        BoundExpression.GroupKeyPath path => $"key{path.Key}.{string.Join('.', path.Path)}",
        BoundExpression.AggregateResult result => $"agg{result.Aggregate}",
        _ => Node(expression.GetType().Name, expression),
    };

    private static string Node(string name, ExpressionSyntax syntax) => $"({string.Join(' ', syntax.Children().Select(Of).Prepend(name))})";

    private static string Node(string name, BoundExpression expression) => $"({string.Join(' ', expression.Children().Select(Of).Prepend(name))})";

    private static string Value(object? value) => value switch
    {
        null => "null",
        string text => $"'{text}'",
        bool truth => truth ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture) + "f",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };
}
