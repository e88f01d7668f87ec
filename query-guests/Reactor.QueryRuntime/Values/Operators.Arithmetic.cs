using System.Runtime.CompilerServices;
using Reactor.QueryRuntime.Temporal;

namespace Reactor.QueryRuntime.Values;

/// <content>Arithmetic: integers stay integers and never wrap, anything with a float is IEEE 754.</content>
public static partial class Operators
{
    /// <summary>Sum of numbers or durations, a point in time moved by a duration, concatenation of texts (also with a number or boolean) and lists, or a list with one more element.</summary>
    /// <exception cref="EvaluationException">Other kinds, or integer overflow.</exception>
    public static Value Add(in Value left, in Value right)
    {
        if (left.IsInteger && right.IsInteger)
        {
            var sum = unchecked(left.Integer + right.Integer);
            return ((left.Integer ^ sum) & (right.Integer ^ sum)) >= 0 ? Value.FromInteger(sum) : throw Overflow("+", left, right);
        }

        return left.IsNumber && right.IsNumber ? Value.FromFloat(left.Number + right.Number) : AddOthers(left, right);
    }

    /// <summary>Difference of numbers or durations, a point in time moved back by a duration.</summary>
    /// <exception cref="EvaluationException">Other kinds, or integer overflow.</exception>
    public static Value Subtract(in Value left, in Value right)
    {
        if (left.IsInteger && right.IsInteger)
        {
            var difference = unchecked(left.Integer - right.Integer);
            return ((left.Integer ^ right.Integer) & (left.Integer ^ difference)) >= 0
                ? Value.FromInteger(difference)
                : throw Overflow("-", left, right);
        }

        if (right.IsDuration && (left.IsDuration || left.IsPointInTime))
        {
            return AddDuration(left, right.Duration.Negate());
        }

        return AreNumbers(left, right, "-") ? Value.FromFloat(left.Number - right.Number) : Value.Null;
    }

    /// <summary>Product of numbers, or of a duration and a number.</summary>
    /// <exception cref="EvaluationException">Other kinds, or integer overflow.</exception>
    public static Value Multiply(in Value left, in Value right)
    {
        if (left.IsInteger && right.IsInteger)
        {
            var high = Math.BigMul(left.Integer, right.Integer, out var low);
            return high == low >> 63 ? Value.FromInteger(low) : throw Overflow("*", left, right);
        }

        if ((left.IsDuration && right.IsNumber) || (left.IsNumber && right.IsDuration))
        {
            return left.IsDuration ? Scale(left, right, divide: false) : Scale(right, left, divide: false);
        }

        return AreNumbers(left, right, "*") ? Value.FromFloat(left.Number * right.Number) : Value.Null;
    }

    /// <summary>Quotient, also of a duration by a number; of integers it is cut towards zero.</summary>
    /// <exception cref="EvaluationException">Other kinds, an integer divided by integer zero, or integer overflow.</exception>
    public static Value Divide(in Value left, in Value right)
    {
        if (left.IsInteger && right.IsInteger)
        {
            if (right.Integer == 0)
            {
                throw DivisionByZero("/");
            }

            return right.Integer == -1 ? Negate(left) : Value.FromInteger(left.Integer / right.Integer);
        }

        if (left.IsDuration && right.IsNumber)
        {
            return Scale(left, right, divide: true);
        }

        return AreNumbers(left, right, "/") ? Value.FromFloat(left.Number / right.Number) : Value.Null;
    }

    /// <summary>Remainder with the sign of the dividend.</summary>
    /// <exception cref="EvaluationException">Other kinds, or an integer divided by integer zero.</exception>
    public static Value Modulo(in Value left, in Value right)
    {
        if (left.IsInteger && right.IsInteger)
        {
            if (right.Integer == 0)
            {
                throw DivisionByZero("%");
            }

            // The processor traps on long.MinValue % -1.
            return Value.FromInteger(right.Integer == -1 ? 0 : left.Integer % right.Integer);
        }

        return AreNumbers(left, right, "%") ? Value.FromFloat(left.Number % right.Number) : Value.Null;
    }

    /// <summary>Power: always a float.</summary>
    /// <exception cref="EvaluationException">Other kinds.</exception>
    public static Value Power(in Value left, in Value right) =>
        AreNumbers(left, right, "^") ? Value.FromFloat(Math.Pow(left.Number, right.Number)) : Value.Null;

    /// <summary>The number with the other sign.</summary>
    /// <exception cref="EvaluationException">Another kind, or integer overflow.</exception>
    public static Value Negate(in Value operand)
    {
        if (operand.IsInteger)
        {
            return operand.Integer != long.MinValue
                ? Value.FromInteger(-operand.Integer)
                : throw new EvaluationException(EvaluationError.ArithmeticError, $"-({operand.Integer}) exceeds 64-bit integers");
        }

        if (operand.IsDuration)
        {
            return Value.FromDuration(operand.Duration.Negate());
        }

        return IsNumberOrNull(operand, "-") ? Value.FromFloat(-operand.Float) : Value.Null;
    }

    /// <summary>Unary plus: the number itself.</summary>
    /// <exception cref="EvaluationException">Another kind.</exception>
    public static Value Plus(in Value operand) => IsNumberOrNull(operand, "+") ? operand : Value.Null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Value AddOthers(in Value left, in Value right)
    {
        if (left.IsNull || right.IsNull)
        {
            return Value.Null;
        }

        if (left.IsList || right.IsList)
        {
            return Value.FromList([.. ElementsOf(left), .. ElementsOf(right)]);
        }

        if (right.IsDuration && (left.IsDuration || left.IsPointInTime))
        {
            return AddDuration(left, right.Duration);
        }

        if (left.IsDuration && right.IsPointInTime)
        {
            return AddDuration(right, left.Duration);
        }

        if ((left.IsText || right.IsText) && ValueText.TryConvert(left, out var first) && ValueText.TryConvert(right, out var second))
        {
            ValueLimits.CheckText((long)first.Length + second.Length);
            return Value.FromText(first + second);
        }

        throw Unsupported("+", left, right);
    }

    private static Value AddDuration(in Value value, DurationValue duration) => value.IsDuration
        ? Value.FromDuration(value.Duration.Plus(duration))
        : Value.FromTemporal(TemporalArithmetic.Add(value.PointInTime, duration));

    private static Value Scale(in Value duration, in Value number, bool divide) => Value.FromDuration(duration.Duration.Scale(number, divide));

    private static ReadOnlySpan<Value> ElementsOf(in Value value) => value.IsList ? value.List : new ReadOnlySpan<Value>(in value);

    private static bool AreNumbers(in Value left, in Value right, string operation)
    {
        if (left.IsNumber && right.IsNumber)
        {
            return true;
        }

        return left.IsNull || right.IsNull ? false : throw Unsupported(operation, left, right);
    }

    private static bool IsNumberOrNull(in Value operand, string operation)
    {
        if (operand.IsNumber)
        {
            return true;
        }

        return operand.IsNull ? false : throw Unsupported(operation, operand);
    }

    private static EvaluationException Overflow(string operation, in Value left, in Value right) =>
        new(EvaluationError.ArithmeticError, $"{left.Integer} {operation} {right.Integer} exceeds 64-bit integers");

    private static EvaluationException DivisionByZero(string operation) =>
        new(EvaluationError.ArithmeticError, $"{operation} by integer zero");
}
