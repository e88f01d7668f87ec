using System.Globalization;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Functions;

/// <summary>Rounding of floats by their shortest decimal digits: 2.675 to two places is 2.68, although the double lies below the tie.</summary>
internal static class Rounding
{
    // The last decimal place of the smallest double.
    private const int LastPlace = 324;

    /// <summary>The nearest whole number, of two the greater one.</summary>
    public static double ToWhole(double number)
    {
        var below = Math.Floor(number);
        return number - below >= 0.5 ? below + 1.0 : below;
    }

    /// <summary>Rounds to decimal places, 0 or more.</summary>
    public static double ToPlaces(double number, int places, RoundingRule rule)
    {
        if (!double.IsFinite(number) || number == 0 || places > LastPlace)
        {
            return number;
        }

        Span<char> digits = stackalloc char[FloatText.LongestText];
        var count = FloatText.SplitDigits(Math.Abs(number), digits, out var exponent);
        var kept = exponent + 1 + places;
        if (kept >= count)
        {
            return number;
        }

        var isNegative = number < 0;
        var up = IsRoundedUp(digits[..count], kept, isNegative, rule);
        var magnitude = kept <= 0
            ? (up ? Scale("1", -places) : 0.0)
            : ScaleRounded(digits[..kept], up, exponent - kept + 1);
        return isNegative ? -magnitude : magnitude;
    }

    /// <summary>Reads the name of a rule, in any case.</summary>
    /// <exception cref="EvaluationException">No rule has this name.</exception>
    public static RoundingRule ParseRule(string name) => name.ToUpperInvariant() switch
    {
        "UP" => RoundingRule.Up,
        "DOWN" => RoundingRule.Down,
        "CEILING" => RoundingRule.Ceiling,
        "FLOOR" => RoundingRule.Floor,
        "HALF_UP" => RoundingRule.HalfUp,
        "HALF_DOWN" => RoundingRule.HalfDown,
        "HALF_EVEN" => RoundingRule.HalfEven,
        _ => throw new EvaluationException(
            EvaluationError.ArgumentError,
            "round() takes the modes UP, DOWN, CEILING, FLOOR, HALF_UP, HALF_DOWN and HALF_EVEN"),
    };

    // The digits end in no zero, so whatever is dropped is more than nothing.
    private static bool IsRoundedUp(ReadOnlySpan<char> digits, int kept, bool isNegative, RoundingRule rule) => rule switch
    {
        RoundingRule.Up => true,
        RoundingRule.Down => false,
        RoundingRule.Ceiling => !isNegative,
        RoundingRule.Floor => isNegative,
        _ => IsNearerUp(digits, kept, rule),
    };

    private static bool IsNearerUp(ReadOnlySpan<char> digits, int kept, RoundingRule rule)
    {
        if (kept < 0 || digits[kept] < '5')
        {
            return false;
        }

        var isTie = digits[kept] == '5' && kept + 1 == digits.Length;
        if (!isTie)
        {
            return true;
        }

        var isOdd = kept > 0 && ((digits[kept - 1] - '0') & 1) != 0;
        return rule == RoundingRule.HalfUp || (rule == RoundingRule.HalfEven && isOdd);
    }

    private static double ScaleRounded(Span<char> digits, bool up, int exponent)
    {
        if (!up)
        {
            return Scale(digits, exponent);
        }

        var last = digits.Length - 1;
        while (last >= 0 && digits[last] == '9')
        {
            digits[last--] = '0';
        }

        if (last < 0)
        {
            return Scale("1", exponent + digits.Length);
        }

        digits[last]++;
        return Scale(digits, exponent);
    }

    private static double Scale(ReadOnlySpan<char> digits, int exponent) =>
        double.Parse(string.Concat(digits, "E", exponent.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
}
