using System.Globalization;
using System.Numerics;
using Reactor.Cypher.Syntax;
using Reactor.Oracle.Values;

namespace Reactor.Oracle.Evaluation;

/// <summary>Arithmetic operators; integers leave their range with an error, floats follow IEEE 754.</summary>
internal static class Arithmetic
{
    internal static object? Unary(UnaryOperator @operator, object? operand) => operand switch
    {
        null => null,
        long integer => (object)InRange(@operator == UnaryOperator.Negate ? -(BigInteger)integer : integer),
        double number => @operator == UnaryOperator.Negate ? -number : number,
        _ => throw ExpressionEvaluator.Mistyped("sign", operand),
    };

    internal static object? Binary(BinaryOperator @operator, object? left, object? right)
    {
        if (left is null || right is null)
        {
            return null;
        }

        if (OracleValue.IsNumber(left) && OracleValue.IsNumber(right))
        {
            return left is long x && right is long y && @operator != BinaryOperator.Power
                ? (object)Integers(@operator, x, y)
                : Floats(@operator, OracleValue.ToDouble(left), OracleValue.ToDouble(right));
        }

        switch (@operator, left, right)
        {
            case (BinaryOperator.Subtract, OracleDuration minuend, OracleDuration subtrahend):
                return minuend.Plus(subtrahend, -1);
            case (BinaryOperator.Multiply, OracleDuration duration, long factor):
                return duration.Times(factor);
            case (BinaryOperator.Add or BinaryOperator.Subtract, _, OracleDuration duration) when OracleTemporal.IsTemporal(left):
                return OracleTemporal.Add(left, duration.Times(@operator == BinaryOperator.Add ? 1 : -1));
            case (BinaryOperator.Add, OracleDuration duration, _) when OracleTemporal.IsTemporal(right):
                return OracleTemporal.Add(right, duration);
        }

        return @operator != BinaryOperator.Add ? throw ExpressionEvaluator.Mistyped($"{@operator}", left, right) : (left, right) switch
        {
            (OracleList a, OracleList b) => new OracleList([.. a.Items, .. b.Items], a.IsUnordered || b.IsUnordered),
            (OracleList a, _) => new OracleList([.. a.Items, right], a.IsUnordered),
            (_, OracleList b) => new OracleList([left, .. b.Items], b.IsUnordered),
            (string, string or bool or long or double) or (bool or long or double, string) => Text(left) + Text(right),
            (string, _) when OracleTemporal.IsTemporal(right) => left + OracleTemporal.Text(right),
            (_, string) when OracleTemporal.IsTemporal(left) => OracleTemporal.Text(left) + right,
            _ => throw ExpressionEvaluator.Mistyped("sum", left, right),
        };
    }

    internal static long InRange(BigInteger value) => value >= long.MinValue && value <= long.MaxValue
        ? (long)value
        : throw new EvaluationFailure("the result leaves the range of integers");

    private static long Integers(BinaryOperator @operator, BigInteger left, BigInteger right) => @operator switch
    {
        BinaryOperator.Add => InRange(left + right),
        BinaryOperator.Subtract => InRange(left - right),
        BinaryOperator.Multiply => InRange(left * right),
        _ when right.IsZero => throw new EvaluationFailure("division by zero"),
        BinaryOperator.Divide => InRange(BigInteger.Divide(left, right)),
        BinaryOperator.Modulo => InRange(BigInteger.Remainder(left, right)),
        _ => throw new NotSupportedException($"operator {@operator}"),
    };

    private static double Floats(BinaryOperator @operator, double left, double right) => @operator switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        BinaryOperator.Divide => left / right,
        BinaryOperator.Modulo => left % right,
        BinaryOperator.Power => Math.Pow(left, right),
        _ => throw new NotSupportedException($"operator {@operator}"),
    };

    private static string Text(object value) => value switch
    {
        string text => text,
        bool boolean => boolean ? "true" : "false",
        long integer => integer.ToString(CultureInfo.InvariantCulture),
        _ => OracleValue.FloatText((double)value),
    };
}
