using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Functions;

/// <content>Numbers. Angles are radians; arguments outside of a function's domain give NaN.</content>
public static partial class ScalarFunctions
{
    private const double DegreesPerRadian = 180.0 / Math.PI;
    private const double RadiansPerDegree = Math.PI / 180.0;

    /// <summary>Absolute value, of the argument's kind.</summary>
    /// <exception cref="EvaluationException">Another kind, or the smallest integer.</exception>
    public static Value Abs(in Value number)
    {
        if (number.IsInteger)
        {
            return number.Integer >= 0 ? number : Operators.Negate(number);
        }

        return TryNumber(number, "abs", out var value) ? Value.FromFloat(Math.Abs(value)) : Value.Null;
    }

    /// <summary>The next whole number upwards, as a float.</summary>
    public static Value Ceil(in Value number) => TryNumber(number, "ceil", out var value) ? Value.FromFloat(Math.Ceiling(value)) : Value.Null;

    /// <summary>The next whole number downwards, as a float.</summary>
    public static Value Floor(in Value number) => TryNumber(number, "floor", out var value) ? Value.FromFloat(Math.Floor(value)) : Value.Null;

    /// <summary>The nearest whole number as a float, of two the greater one.</summary>
    public static Value Round(in Value number) => TryNumber(number, "round", out var value) ? Value.FromFloat(Rounding.ToWhole(value)) : Value.Null;

    /// <summary>Rounded to decimal places, ties away from zero; without places like <see cref="Round(in Value)"/>.</summary>
    public static Value Round(in Value number, in Value precision)
    {
        if (!(TryNumber(number, "round", out var value) & TryCount(precision, "round", out var places)))
        {
            return Value.Null;
        }

        return Value.FromFloat(places == 0 ? Rounding.ToWhole(value) : Rounding.ToPlaces(value, places, RoundingRule.HalfUp));
    }

    /// <summary>Rounded to decimal places by UP, DOWN, CEILING, FLOOR, HALF_UP, HALF_DOWN or HALF_EVEN.</summary>
    public static Value Round(in Value number, in Value precision, in Value mode) =>
        TryNumber(number, "round", out var value) & TryCount(precision, "round", out var places) & TryText(mode, "round", out var name)
            ? Value.FromFloat(Rounding.ToPlaces(value, places, Rounding.ParseRule(name)))
            : Value.Null;

    /// <summary>-1, 0 or 1, as an integer; of NaN 0.</summary>
    public static Value Sign(in Value number) =>
        TryNumber(number, "sign", out var value) ? Value.FromInteger((value > 0 ? 1 : 0) - (value < 0 ? 1 : 0)) : Value.Null;

    /// <summary>Square root.</summary>
    public static Value Sqrt(in Value number) => TryNumber(number, "sqrt", out var value) ? Value.FromFloat(Math.Sqrt(value)) : Value.Null;

    /// <summary>e to the power of the argument.</summary>
    public static Value Exp(in Value number) => TryNumber(number, "exp", out var value) ? Value.FromFloat(Math.Exp(value)) : Value.Null;

    /// <summary>Natural logarithm.</summary>
    public static Value Log(in Value number) => TryNumber(number, "log", out var value) ? Value.FromFloat(Math.Log(value)) : Value.Null;

    /// <summary>Logarithm to base 10.</summary>
    public static Value Log10(in Value number) => TryNumber(number, "log10", out var value) ? Value.FromFloat(Math.Log10(value)) : Value.Null;

    /// <summary>Sine.</summary>
    public static Value Sin(in Value angle) => TryNumber(angle, "sin", out var value) ? Value.FromFloat(Math.Sin(value)) : Value.Null;

    /// <summary>Cosine.</summary>
    public static Value Cos(in Value angle) => TryNumber(angle, "cos", out var value) ? Value.FromFloat(Math.Cos(value)) : Value.Null;

    /// <summary>Tangent.</summary>
    public static Value Tan(in Value angle) => TryNumber(angle, "tan", out var value) ? Value.FromFloat(Math.Tan(value)) : Value.Null;

    /// <summary>Cotangent.</summary>
    public static Value Cot(in Value angle) => TryNumber(angle, "cot", out var value) ? Value.FromFloat(1.0 / Math.Tan(value)) : Value.Null;

    /// <summary>Arc sine.</summary>
    public static Value Asin(in Value number) => TryNumber(number, "asin", out var value) ? Value.FromFloat(Math.Asin(value)) : Value.Null;

    /// <summary>Arc cosine.</summary>
    public static Value Acos(in Value number) => TryNumber(number, "acos", out var value) ? Value.FromFloat(Math.Acos(value)) : Value.Null;

    /// <summary>Arc tangent.</summary>
    public static Value Atan(in Value number) => TryNumber(number, "atan", out var value) ? Value.FromFloat(Math.Atan(value)) : Value.Null;

    /// <summary>Angle of the point (x, y).</summary>
    public static Value Atan2(in Value y, in Value x) =>
        TryNumber(y, "atan2", out var ordinate) & TryNumber(x, "atan2", out var abscissa)
            ? Value.FromFloat(Math.Atan2(ordinate, abscissa))
            : Value.Null;

    /// <summary>Half the versed sine.</summary>
    public static Value Haversin(in Value angle) =>
        TryNumber(angle, "haversin", out var value) ? Value.FromFloat((1.0 - Math.Cos(value)) / 2.0) : Value.Null;

    /// <summary>Radians as degrees.</summary>
    public static Value Degrees(in Value radians) =>
        TryNumber(radians, "degrees", out var value) ? Value.FromFloat(value * DegreesPerRadian) : Value.Null;

    /// <summary>Degrees as radians.</summary>
    public static Value Radians(in Value degrees) =>
        TryNumber(degrees, "radians", out var value) ? Value.FromFloat(value * RadiansPerDegree) : Value.Null;

    /// <summary>π.</summary>
    public static Value Pi() => Value.FromFloat(Math.PI);

    /// <summary>Euler's number.</summary>
    public static Value E() => Value.FromFloat(Math.E);

    /// <summary>Whether a number is NaN.</summary>
    public static Value IsNaN(in Value number) => TryNumber(number, "isNaN", out var value) ? Value.FromBoolean(double.IsNaN(value)) : Value.Null;
}
