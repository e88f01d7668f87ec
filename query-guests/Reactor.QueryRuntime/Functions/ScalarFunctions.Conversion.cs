using System.Globalization;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Functions;

/// <content>Conversions: text that cannot be read gives null, a kind that is not taken is an error, or null in the OrNull variants.</content>
public static partial class ScalarFunctions
{
    // White space at both ends is allowed, as in a boolean's text.
    private const NumberStyles Decimal = NumberStyles.Float;

    private enum Conversion
    {
        Done,
        Unreadable,
        OutOfRange,
        UnsupportedKind,
    }

    /// <summary>Text of a boolean, number or text.</summary>
    public static Value ToString(in Value value)
    {
        if (value.IsText || value.IsNull)
        {
            return value;
        }

        return ValueText.TryConvert(value, out var text) ? Value.FromText(text) : throw Unsupported("toString", value);
    }

    /// <summary>Like <see cref="ToString(in Value)"/>, null for other kinds.</summary>
    public static Value ToStringOrNull(in Value value) => ValueText.TryConvert(value, out var text) ? Value.FromText(text) : Value.Null;

    /// <summary>Integer of a number (cut towards zero), a boolean or a text.</summary>
    /// <exception cref="EvaluationException">Another kind, or no 64-bit integer is near.</exception>
    public static Value ToInteger(in Value value) => Required("toInteger", value, ConvertToInteger(value, out var integer), Value.FromInteger(integer));

    /// <summary>Like <see cref="ToInteger"/>, null instead of an error.</summary>
    public static Value ToIntegerOrNull(in Value value) =>
        ConvertToInteger(value, out var integer) == Conversion.Done ? Value.FromInteger(integer) : Value.Null;

    /// <summary>Float of a number or a text.</summary>
    /// <exception cref="EvaluationException">Another kind.</exception>
    public static Value ToFloat(in Value value) => Required("toFloat", value, ConvertToFloat(value, out var number), Value.FromFloat(number));

    /// <summary>Like <see cref="ToFloat"/>, null instead of an error.</summary>
    public static Value ToFloatOrNull(in Value value) =>
        ConvertToFloat(value, out var number) == Conversion.Done ? Value.FromFloat(number) : Value.Null;

    /// <summary>Boolean of a boolean, an integer (0 is false) or the text true or false in any case.</summary>
    /// <exception cref="EvaluationException">Another kind.</exception>
    public static Value ToBoolean(in Value value) => Required("toBoolean", value, ConvertToBoolean(value, out var truth), Value.FromBoolean(truth));

    /// <summary>Like <see cref="ToBoolean"/>, null instead of an error.</summary>
    public static Value ToBooleanOrNull(in Value value) =>
        ConvertToBoolean(value, out var truth) == Conversion.Done ? Value.FromBoolean(truth) : Value.Null;

    private static Value Required(string function, in Value argument, Conversion conversion, in Value converted) => conversion switch
    {
        Conversion.Done => converted,
        Conversion.Unreadable => Value.Null,
        Conversion.OutOfRange => throw new EvaluationException(EvaluationError.ArgumentError, $"{function}() takes no number beyond 64-bit integers"),
        _ => throw Unsupported(function, argument),
    };

    private static Conversion ConvertToInteger(in Value value, out long integer)
    {
        integer = 0;
        switch (value.Kind)
        {
            case ValueKind.Null:
                return Conversion.Unreadable;
            case ValueKind.Integer:
                integer = value.Integer;
                return Conversion.Done;
            case ValueKind.Float:
                return Truncate(value.Float, out integer);
            case ValueKind.Boolean:
                integer = value.Boolean ? 1 : 0;
                return Conversion.Done;
            case ValueKind.Text:
                return ParseInteger(value.Text, out integer);
            default:
                return Conversion.UnsupportedKind;
        }
    }

    private static Conversion Truncate(double number, out long integer) =>
        NumberOrder.TryToInteger(Math.Truncate(number), out integer) ? Conversion.Done : Conversion.OutOfRange;

    // Decimal in between: "9007199254740993.5" is a longer number than a double holds.
    private static Conversion ParseInteger(string text, out long integer)
    {
        if (long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out integer))
        {
            return Conversion.Done;
        }

        if (!double.TryParse(text, Decimal, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
        {
            return Conversion.Unreadable;
        }

        if (decimal.TryParse(text, Decimal, CultureInfo.InvariantCulture, out var exact) && decimal.Truncate(exact) is >= long.MinValue and <= long.MaxValue)
        {
            integer = (long)exact;
            return Conversion.Done;
        }

        return Truncate(number, out integer) == Conversion.Done && Math.Abs(number) < 1.0 ? Conversion.Done : Conversion.OutOfRange;
    }

    private static Conversion ConvertToFloat(in Value value, out double number)
    {
        number = 0;
        switch (value.Kind)
        {
            case ValueKind.Null:
                return Conversion.Unreadable;
            case ValueKind.Integer or ValueKind.Float:
                number = value.Number;
                return Conversion.Done;
            case ValueKind.Text:
                return double.TryParse(value.Text, Decimal, CultureInfo.InvariantCulture, out number) ? Conversion.Done : Conversion.Unreadable;
            default:
                return Conversion.UnsupportedKind;
        }
    }

    private static Conversion ConvertToBoolean(in Value value, out bool truth)
    {
        truth = false;
        switch (value.Kind)
        {
            case ValueKind.Null:
                return Conversion.Unreadable;
            case ValueKind.Boolean:
                truth = value.Boolean;
                return Conversion.Done;
            case ValueKind.Integer:
                truth = value.Integer != 0;
                return Conversion.Done;
            case ValueKind.Text:
                var text = value.Text.AsSpan().Trim();
                truth = text.Equals("true", StringComparison.OrdinalIgnoreCase);
                return truth || text.Equals("false", StringComparison.OrdinalIgnoreCase) ? Conversion.Done : Conversion.Unreadable;
            default:
                return Conversion.UnsupportedKind;
        }
    }
}
