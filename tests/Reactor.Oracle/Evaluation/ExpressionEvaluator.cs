using System.Text.RegularExpressions;
using Reactor.Contracts.Changes;
using Reactor.Cypher.Binding;
using Reactor.Cypher.Syntax;
using Reactor.Oracle.Graph;
using Reactor.Oracle.Values;

namespace Reactor.Oracle.Evaluation;

/// <summary>Evaluates one expression for one row, by openCypher 9 and docs/semantics.md, section 5.</summary>
internal sealed class ExpressionEvaluator(
    OracleGraph graph, IReadOnlyDictionary<string, object?> parameters, OracleHistory history, object?[]? keys = null, object?[]? aggregates = null, List<string>? matchErrors = null)
{
    private readonly Functions _functions = new(graph);

    internal OracleGraph Graph => graph;

    /// <summary>One message per match inside an expression that could not be evaluated, each time it was asked for.</summary>
    internal List<string> MatchErrors { get; } = matchErrors ?? [];

    /// <summary>The same, for expressions over one group.</summary>
    internal ExpressionEvaluator WithGroup(object?[] groupKeys, object?[] results) => new(graph, parameters, history, groupKeys, results, MatchErrors);

    internal OracleHistory History => history;

    /// <summary>The value of a predicate.</summary>
    internal bool? Truth(BoundExpression expression, OracleRow row) => Boolean(Evaluate(expression, row));

    internal object? Evaluate(BoundExpression expression, OracleRow row)
    {
        switch (expression)
        {
            case BoundExpression.Literal literal:
                return literal.Value;
            case BoundExpression.Parameter parameter:
                return parameters[parameter.Name];
            case BoundExpression.Reference reference:
                return row[reference.Target];
            case BoundExpression.Subquery subquery:
                return Look(subquery, row);
            case BoundExpression.History call:
                return row[call.Result];
            case BoundExpression.ListComprehension comprehension:
                return Comprehend(comprehension, row);
            case BoundExpression.Quantifier quantifier:
                return Quantify(quantifier, row);
            case BoundExpression.Reduce reduce:
                return Reduce(reduce, row);
            case BoundExpression.MapProjection projection:
                return Project(projection, row);
            case BoundExpression.PropertyPath path:
                return Path(row[path.Element], path.Path);
            case BoundExpression.GroupKey key:
                return keys![key.Key];
            case BoundExpression.GroupKeyPath path:
                return Path(keys![path.Key], path.Path);
            case BoundExpression.AggregateResult result:
                return aggregates![result.Aggregate];
            case BoundExpression.Binary { Operator: BinaryOperator.And } and:
                return Boolean(Evaluate(and.Left, row)) is var left && left == false ? false : And(left, Boolean(Evaluate(and.Right, row)));
            case BoundExpression.Binary { Operator: BinaryOperator.Or } or:
                return Boolean(Evaluate(or.Left, row)) is var first && first == true ? true : !And(!first, !Boolean(Evaluate(or.Right, row)));
            case BoundExpression.Case @case:
                return Case(@case, row);
            case BoundExpression.MapLiteral map:
                return new OracleMap(map.Entries.Select(entry => KeyValuePair.Create(entry.Key, Evaluate(entry.Value, row))));
            default:
                return Strict(expression, [.. expression.Children().Select(child => Evaluate(child, row))]);
        }
    }

    /// <summary>Everything that evaluates all its operands, whatever they are.</summary>
    private object? Strict(BoundExpression expression, object?[] operands)
    {
        switch (expression)
        {
            case BoundExpression.Property property:
                return Access.Property(operands[0], property.Key);
            case BoundExpression.Index:
                return Access.Index(operands[0], operands[1]);
            case BoundExpression.Slice slice:
                return Access.Slice(operands[0], slice.From is not null, slice.To is not null, operands);
            case BoundExpression.HasLabels labels:
                return operands[0] is null ? null
                    : operands[0] is OracleElement element ? (labels.Labels.Count == 0 ? element.Labels.Count > 0 : labels.Labels.All(element.Labels.Contains))
                    : throw Mistyped("labels", operands[0]);
            case BoundExpression.Unary { Operator: UnaryOperator.Not }:
                return !Boolean(operands[0]);
            case BoundExpression.Unary unary:
                return Arithmetic.Unary(unary.Operator, operands[0]);
            case BoundExpression.Binary { Operator: BinaryOperator.Xor }:
                return Boolean(operands[0]) ^ Boolean(operands[1]);
            case BoundExpression.Binary binary:
                return Arithmetic.Binary(binary.Operator, operands[0], operands[1]);
            case BoundExpression.Comparison comparison:
                return Compare(comparison.Operator, operands[0], operands[1]);
            case BoundExpression.InList:
                return In(operands[0], operands[1]);
            case BoundExpression.IsNull isNull:
                return (operands[0] is null) != isNull.Negated;
            case BoundExpression.StringPredicate predicate:
                return TextPredicate(predicate.Operator, operands[0], operands[1]);
            case BoundExpression.ListLiteral:
                return new OracleList(operands);
            case BoundExpression.PathOf:
                return PathOf(operands);
            case BoundExpression.Call call:
                return _functions.Call(call.Function.Name, operands);
            default:
                throw new NotSupportedException($"the oracle does not know {expression.GetType().Name}");
        }
    }

    /// <summary>A path of several relations begins and ends with the nodes beside it.</summary>
    private static OraclePath? PathOf(object?[] parts)
    {
        if (parts.Contains(null))
        {
            return null;
        }

        var elements = new List<OracleElement>();
        foreach (var part in parts)
        {
            IEnumerable<OracleElement> along = part is OraclePath path ? path.Elements.Skip(1) : [(OracleElement)part!];
            elements.AddRange(elements.Count > 0 && along.FirstOrDefault() == elements[^1] && elements[^1].Kind == ElementKind.Node ? [] : along);
        }

        return new OraclePath(elements);
    }

    internal static EvaluationFailure Mistyped(string what, params object?[] operands) =>
        new($"{what} of {string.Join(" and ", operands.Select(OracleValue.TypeName))}");

    private object? Comprehend(BoundExpression.ListComprehension comprehension, OracleRow row)
    {
        var rows = Items(comprehension.List, row)?.Select(item => With(row, comprehension.Variable, item));
        var kept = rows?.Where(inner => comprehension.Where is null || Truth(comprehension.Where, inner) == true);
        return kept is null ? null
            : new OracleList([.. kept.Select(inner => comprehension.Projection is null ? inner[comprehension.Variable] : Evaluate(comprehension.Projection, inner))]);
    }

    private object? Quantify(BoundExpression.Quantifier quantifier, OracleRow row)
    {
        if (Items(quantifier.List, row) is not { } items)
        {
            return null;
        }

        var answers = items.Select(item => Truth(quantifier.Predicate, With(row, quantifier.Variable, item))).ToArray();
        var (yes, no, unknown) = (answers.Count(answer => answer == true), answers.Count(answer => answer == false), answers.Count(answer => answer is null));
        return quantifier.Kind switch
        {
            QuantifierKind.All => no > 0 ? false : unknown > 0 ? null : true,
            QuantifierKind.Any => yes > 0 ? true : unknown > 0 ? null : false,
            QuantifierKind.None => yes > 0 ? false : unknown > 0 ? null : true,
            _ => yes > 1 ? false : unknown > 0 ? null : (object)(yes == 1),
        };
    }

    private object? Reduce(BoundExpression.Reduce reduce, OracleRow row)
    {
        var total = Evaluate(reduce.Start, row);
        return Items(reduce.List, row)?.Aggregate(
            total, (soFar, item) => Evaluate(reduce.Step, With(With(row, reduce.Accumulator, soFar), reduce.Variable, item)));
    }

    private object? Project(BoundExpression.MapProjection projection, OracleRow row)
    {
        var target = Evaluate(projection.Target, row);
        if (target is null)
        {
            return null;
        }

        var all = ((OracleMap)_functions.Call("properties", [target])!).Entries.ToDictionary();
        foreach (var entry in projection.Entries)
        {
            all[entry.Key] = Evaluate(entry.Value, row);
        }

        return new OracleMap(all);
    }

    private IReadOnlyList<object?>? Items(BoundExpression list, OracleRow row) => Evaluate(list, row) switch
    {
        null => null,
        OracleList items => items.Items,
        var other => throw Mistyped("list", other),
    };

    private static OracleRow With(OracleRow row, BoundVariable variable, object? value) =>
        row with { Values = new Dictionary<int, object?>(row.Values) { [variable.Id] = value } };

    private object Look(BoundExpression.Subquery subquery, OracleRow row)
    {
        var matches = new PatternMatcher(graph, subquery.Pattern).Extend(row, this, MatchErrors);
        return subquery.Projection is { } projection
            ? new OracleList([.. matches.OrderBy(match => match.Identity, StringComparer.Ordinal).SelectMany(match => ValueOf(projection, match))])
            : matches.Count > 0;
    }

    // None where it cannot be evaluated: the match is missing then.
    private object?[] ValueOf(BoundExpression projection, OracleRow match)
    {
        try
        {
            return [Evaluate(projection, match)];
        }
        catch (EvaluationFailure failure)
        {
            MatchErrors.Add(failure.Message);
            return [];
        }
    }

    private static object? Path(object? element, IReadOnlyList<string> path)
    {
        object? value = element is null ? null : ((OracleElement)element).Properties.GetValueOrDefault(path[0]);
        foreach (var key in path.Skip(1))
        {
            // A static path that leads through something that is no map reads nothing: the wire carries null for it.
            value = (value as OracleMap)?.Entries.GetValueOrDefault(key);
        }

        return value;
    }

    private static bool? Boolean(object? value) => value switch
    {
        null or OracleAwaiting => null,
        bool boolean => boolean,
        _ => throw Mistyped("truth", value),
    };

    private static bool? And(bool? left, bool? right) =>
        left == false || right == false ? false : left is null || right is null ? null : true;

    private object? Case(BoundExpression.Case expression, OracleRow row)
    {
        var operand = expression.Operand is null ? null : Evaluate(expression.Operand, row);
        foreach (var branch in expression.Branches)
        {
            var condition = Evaluate(branch.Condition, row);
            var isTaken = expression.Operand is null ? Boolean(condition) : Comparisons.Equals(operand, condition);
            if (isTaken == true)
            {
                return Evaluate(branch.Result, row);
            }
        }

        return expression.Else is null ? null : Evaluate(expression.Else, row);
    }

    private static bool? Compare(ComparisonOperator comparison, object? left, object? right)
    {
        if (comparison is ComparisonOperator.Equal or ComparisonOperator.NotEqual)
        {
            return Comparisons.Equals(left, right) is { } equal ? equal == (comparison == ComparisonOperator.Equal) : null;
        }

        if (left is null || right is null || Comparisons.Compare(left, right, out var isUnordered) is not { } order)
        {
            return null;
        }

        return !isUnordered && comparison switch
        {
            ComparisonOperator.Less => order < 0,
            ComparisonOperator.LessOrEqual => order <= 0,
            ComparisonOperator.Greater => order > 0,
            _ => order >= 0,
        };
    }

    private static bool? In(object? item, object? list)
    {
        if (list is null)
        {
            return null;
        }

        var items = list as OracleList ?? throw Mistyped("IN", item, list);
        var equalities = items.Items.Select(candidate => Comparisons.Equals(item, candidate)).ToArray();
        return equalities.Contains(true) ? true : equalities.Contains(null) ? null : false;
    }

    private static bool? TextPredicate(StringOperator predicate, object? left, object? right) => (left, right) switch
    {
        (string text, string part) => predicate switch
        {
            StringOperator.StartsWith => text.StartsWith(part, StringComparison.Ordinal),
            StringOperator.EndsWith => text.EndsWith(part, StringComparison.Ordinal),
            StringOperator.Contains => text.Contains(part, StringComparison.Ordinal),
            _ => Regex.IsMatch(text, $@"\A(?:{part})\z"),
        },
        _ => null,
    };
}
