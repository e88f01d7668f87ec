using Reactor.Cypher.Diagnostics;
using Reactor.Cypher.Syntax;
using Reactor.Cypher.Text;

namespace Reactor.Cypher.Binding;

/// <content>Operators and CASE.</content>
internal sealed partial class ExpressionBinder
{
    private BoundExpression.Unary BindUnary(ExpressionSyntax.Unary unary)
    {
        var operand = Bind(unary.Operand);
        if (unary.Operator == UnaryOperator.Not)
        {
            Require(operand, TypeSet.Boolean, "NOT takes a boolean");
            var truth = TypeRules.NullIfAny(TypeSet.Boolean, operand.Type);
            return new BoundExpression.Unary(unary.Span, unary.Operator, operand, truth);
        }

        Require(operand, TypeSet.Number | TypeSet.Temporal, "A sign belongs to a number");
        return new BoundExpression.Unary(unary.Span, unary.Operator, operand, TypeRules.Sign(operand.Type));
    }

    private BoundExpression.Binary BindBinary(ExpressionSyntax.Binary binary)
    {
        var left = Bind(binary.Left);
        var right = Bind(binary.Right);
        if (binary.Operator is BinaryOperator.And or BinaryOperator.Or or BinaryOperator.Xor)
        {
            var rule = $"{binary.Operator.ToString().ToUpperInvariant()} takes booleans";
            Require(left, TypeSet.Boolean, rule);
            Require(right, TypeSet.Boolean, rule);
            var truth = TypeRules.NullIfAny(TypeSet.Boolean, left.Type, right.Type);
            return new BoundExpression.Binary(binary.Span, binary.Operator, left, right, truth);
        }

        var type = TypeRules.Arithmetic(binary.Operator, left.Type, right.Type);
        if (type == TypeSet.None)
        {
            _context.Error(
                DiagnosticCode.InvalidArgumentType,
                binary.Span,
                $"'{Symbol(binary.Operator)}' does not work on {TypeRules.Describe(left.Type)} and {TypeRules.Describe(right.Type)}");
            type = TypeSet.Any;
        }

        return new BoundExpression.Binary(binary.Span, binary.Operator, left, right, type);
    }

    private static string Symbol(BinaryOperator binary) => binary switch
    {
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.Modulo => "%",
        _ => "^",
    };

    private BoundExpression BindComparison(ExpressionSyntax.Comparison comparison)
    {
        BoundExpression[] operands = [.. comparison.Operands.Select(Bind)];
        foreach (var shared in operands.AsSpan()[1..^1])
        {
            // It would be evaluated twice and might be two different values.
            if (IsVolatile(shared))
            {
                _context.Unsupported(shared.Span, "A value that changes from call to call inside a chain of comparisons is");
            }
        }

        var comparisons = new BoundExpression[comparison.Operators.Count];
        for (var i = 0; i < comparisons.Length; i++)
        {
            var (left, right) = (operands[i], operands[i + 1]);
            var type = TypeRules.Comparison(comparison.Operators[i], left.Type, right.Type);
            var span = TextSpan.Cover(left.Span, right.Span);
            comparisons[i] = new BoundExpression.Comparison(span, comparison.Operators[i], left, right, type);
        }

        return Conjunction.Of(comparisons)!;
    }

    private BoundExpression.InList BindIn(ExpressionSyntax.In inList)
    {
        var item = Bind(inList.Item);
        var list = Bind(inList.List);
        Require(list, TypeSet.List, "IN takes a list on its right");
        return new BoundExpression.InList(inList.Span, item, list);
    }

    private BoundExpression.StringPredicate BindStringPredicate(ExpressionSyntax.StringPredicate predicate)
    {
        var left = Bind(predicate.Left);
        var right = Bind(predicate.Right);
        if (predicate.Operator == StringOperator.Matches && right is BoundExpression.Literal { Value: string pattern } && RegularExpression.Mistake(pattern) is { } mistake)
        {
            _context.Error(DiagnosticCode.InvalidRegularExpression, right.Span, $"This is no regular expression that can be matched in linear time: {mistake}");
        }

        var isDefinite = (left.Type | right.Type) == TypeSet.Text;
        var type = isDefinite ? TypeSet.Boolean : TypeSet.Boolean | TypeSet.Null;
        return new BoundExpression.StringPredicate(predicate.Span, predicate.Operator, left, right, type);
    }

    private BoundExpression.Case BindCase(ExpressionSyntax.Case cases)
    {
        var operand = cases.Operand is null ? null : Bind(cases.Operand);
        var branches = new List<BoundCaseBranch>();
        var type = TypeSet.None;
        foreach (var branch in cases.Branches)
        {
            var conditions = branch.Conditions.Select(condition => operand is null ? BindPredicate(condition) : Bind(condition)).ToArray();
            var result = Bind(branch.Result);
            type |= result.Type;
            branches.AddRange(conditions.Select(condition => new BoundCaseBranch(condition, result)));
        }

        var otherwise = cases.Else is null ? null : Bind(cases.Else);
        type |= otherwise?.Type ?? TypeSet.Null;
        return new BoundExpression.Case(cases.Span, operand, branches, otherwise, type);
    }

    private static bool IsVolatile(BoundExpression expression) =>
        expression is BoundExpression.Call { Function.IsVolatile: true } || expression.Children().Any(IsVolatile);
}
