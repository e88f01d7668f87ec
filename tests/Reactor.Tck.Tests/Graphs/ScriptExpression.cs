using System.Collections.Immutable;
using System.Globalization;
using Reactor.Contracts.Changes;
using Reactor.Cypher.Syntax;
using Row = System.Collections.Immutable.ImmutableDictionary<string, object>;

namespace Reactor.Tck.Tests.Graphs;

/// <summary>Evaluates the few kinds of expressions that the kit's scripts consist of.</summary>
internal static class ScriptExpression
{
    /// <exception cref="NotSupportedException">Another kind of expression.</exception>
    internal static PropertyValue Evaluate(ExpressionSyntax expression, Row row) => expression switch
    {
        ExpressionSyntax.Literal { Value: var value } => value switch
        {
            null => PropertyValue.Null,
            bool boolean => PropertyValue.FromBoolean(boolean),
            long integer => PropertyValue.FromInteger(integer),
            double number => PropertyValue.FromFloat(number),
            _ => PropertyValue.FromText((string)value),
        },
        ExpressionSyntax.ListLiteral list => PropertyValue.FromList([.. list.Items.Select(item => Evaluate(item, row))]),
        ExpressionSyntax.MapLiteral map => PropertyValue.FromMap(map.Entries.Select(entry => KeyValuePair.Create(entry.Key.Name, Evaluate(entry.Value, row)))),
        ExpressionSyntax.Reference reference when row[reference.Name] is PropertyValue value => value,
        ExpressionSyntax.Property { Target: ExpressionSyntax.Reference target } property =>
            ((GraphElement)row[target.Name]).Properties.GetValueOrDefault(property.Key.Name),
        ExpressionSyntax.Unary { Operator: UnaryOperator.Negate } unary => Evaluate(unary.Operand, row) is { Kind: PropertyValueKind.Integer } operand
            ? PropertyValue.FromInteger(-operand.Integer)
            : PropertyValue.FromFloat(-Evaluate(unary.Operand, row).Float),
        ExpressionSyntax.Binary { Operator: BinaryOperator.Add } sum => Add(Evaluate(sum.Left, row), Evaluate(sum.Right, row)),
        ExpressionSyntax.Call { Name.Name: "range", Arguments.Count: 2 } range => Range(Evaluate(range.Arguments[0], row).Integer, Evaluate(range.Arguments[1], row).Integer),
        ExpressionSyntax.Call { Arguments.Count: 1 } call when TemporalFixture.IsConstructor(call.Name.Name) =>
            TemporalFixture.Make(call.Name.Name, Evaluate(call.Arguments[0], row)),
        ExpressionSyntax.Call call => throw new NotSupportedException($"setup: {call.Name.Name}()"),
        _ => throw new NotSupportedException($"setup: {expression.GetType().Name}"),
    };

    internal static bool IsTrue(ExpressionSyntax predicate, Row row) => predicate switch
    {
        ExpressionSyntax.Unary { Operator: UnaryOperator.Not } not => !IsTrue(not.Operand, row),
        ExpressionSyntax.HasLabels { Target: ExpressionSyntax.Reference target } test =>
            test.Labels.All(label => ((GraphElement)row[target.Name]).Labels.Contains(label.Name)),
        _ => throw new NotSupportedException($"setup: {predicate.GetType().Name}"),
    };

    private static PropertyValue Add(PropertyValue left, PropertyValue right) => (left.Kind, right.Kind) is (PropertyValueKind.Integer, PropertyValueKind.Integer)
        ? PropertyValue.FromInteger(left.Integer + right.Integer)
        : PropertyValue.FromText(string.Create(CultureInfo.InvariantCulture, $"{left}{right}"));

    private static PropertyValue Range(long first, long last)
    {
        var items = ImmutableArray.CreateBuilder<PropertyValue>();
        for (var number = first; number <= last; number++)
        {
            items.Add(PropertyValue.FromInteger(number));
        }

        return PropertyValue.FromList(items.ToImmutable());
    }
}
