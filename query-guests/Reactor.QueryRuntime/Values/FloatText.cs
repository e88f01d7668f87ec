using System.Globalization;

namespace Reactor.QueryRuntime.Values;

/// <summary>Floats as text: the shortest digits that read back to the same float, laid out as openCypher implementations do (1.0, 0.001, 1.0E7).</summary>
internal static class FloatText
{
    // Outside of 10^-3 <= |x| < 10^7 the notation is scientific.
    private const int SmallestPlainExponent = -3;
    private const int LargestPlainExponent = 6;

    /// <summary>UTF-16 units that the shortest digits of any float fit into.</summary>
    public const int LongestText = 32;

    /// <summary>The float as text.</summary>
    public static string Format(double number)
    {
        if (double.IsNaN(number))
        {
            return "NaN";
        }

        if (double.IsInfinity(number))
        {
            return number > 0 ? "Infinity" : "-Infinity";
        }

        Span<char> digits = stackalloc char[LongestText];
        var count = SplitDigits(Math.Abs(number), digits, out var exponent);
        var sign = double.IsNegative(number) ? "-" : string.Empty;
        return string.Concat(sign, Layout(digits[..count], exponent));
    }

    /// <summary>The shortest digits of a float.</summary>
    /// <param name="number">Finite and not negative.</param>
    /// <param name="digits">Room for <see cref="LongestText"/> digits: those of the number, neither beginning nor ending in 0 (but "0" for 0).</param>
    /// <param name="exponent">Decimal exponent of the first digit.</param>
    /// <returns>Number of digits.</returns>
    public static int SplitDigits(double number, Span<char> digits, out int exponent)
    {
        Span<char> shortest = stackalloc char[LongestText];
        _ = number.TryFormat(shortest, out var length, "R", CultureInfo.InvariantCulture);
        return SplitDigits(shortest[..length], digits, out exponent);
    }

    // Takes "123.45", "1E+16" or "0.00012" apart into significant digits and the decimal exponent of the first of them.
    private static int SplitDigits(ReadOnlySpan<char> text, Span<char> digits, out int exponent)
    {
        var mark = text.IndexOf('E');
        var mantissa = mark < 0 ? text : text[..mark];
        var scale = mark < 0 ? 0 : int.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.');
        var count = 0;
        exponent = 0;
        for (var i = 0; i < mantissa.Length; i++)
        {
            if (i == point || (count == 0 && mantissa[i] == '0'))
            {
                continue;
            }

            if (count == 0)
            {
                exponent = scale + PlacesBeforePoint(i, point < 0 ? mantissa.Length : point);
            }

            digits[count++] = mantissa[i];
        }

        while (count > 1 && digits[count - 1] == '0')
        {
            count--;
        }

        if (count == 0)
        {
            digits[count++] = '0';
        }

        return count;
    }

    private static int PlacesBeforePoint(int index, int point) => index < point ? point - index - 1 : point - index;

    private static string Layout(ReadOnlySpan<char> digits, int exponent)
    {
        if (exponent is < SmallestPlainExponent or > LargestPlainExponent)
        {
            var fraction = digits.Length > 1 ? digits[1..] : "0";
            return string.Concat(digits[..1], ".", fraction, string.Concat("E", exponent.ToString(CultureInfo.InvariantCulture)));
        }

        if (exponent < 0)
        {
            return string.Concat("0.", new string('0', -exponent - 1), digits);
        }

        var whole = exponent + 1;
        return digits.Length > whole
            ? string.Concat(digits[..whole], ".", digits[whole..])
            : string.Concat(digits, new string('0', whole - digits.Length), ".0");
    }
}
