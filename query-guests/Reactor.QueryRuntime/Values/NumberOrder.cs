using System.Runtime.CompilerServices;

namespace Reactor.QueryRuntime.Values;

/// <summary>Exact comparison of integers with floats: nothing is rounded, so 2^53 + 1 is not 2^53.</summary>
internal static class NumberOrder
{
    // 2^63: the first double beyond every integer; its negative is the smallest integer.
    private const double IntegerEnd = 9223372036854775808.0;

    /// <summary>Compares two numbers of which neither is NaN. 0.0 and -0.0 are equal.</summary>
    public static int Compare(in Value left, in Value right)
    {
        if (left.IsInteger)
        {
            return right.IsInteger ? left.Integer.CompareTo(right.Integer) : Compare(left.Integer, right.Float);
        }

        return right.IsInteger ? -Compare(right.Integer, left.Float) : Compare(left.Float, right.Float);
    }

    /// <summary>Whether two numbers are the same number; NaN is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(in Value left, in Value right)
    {
        if (left.IsInteger)
        {
            return right.IsInteger ? left.Integer == right.Integer : TryToInteger(right.Float, out var other) && left.Integer == other;
        }

        return right.IsInteger
            ? TryToInteger(left.Float, out var integer) && integer == right.Integer
            : left.Float == right.Float;
    }

    /// <summary>Whether a double is exactly a 64-bit integer (-0.0 is 0).</summary>
    public static bool TryToInteger(double number, out long integer)
    {
        if (number is >= -IntegerEnd and < IntegerEnd)
        {
            integer = (long)number;
            return integer == number;
        }

        integer = 0;
        return false;
    }

    private static int Compare(long integer, double number)
    {
        if (number >= IntegerEnd)
        {
            return -1;
        }

        if (number < -IntegerEnd)
        {
            return 1;
        }

        // The whole part fits an integer; the rest decides between equal whole parts and is exact.
        var whole = (long)number;
        return integer != whole ? integer.CompareTo(whole) : -Compare(number - whole, 0.0);
    }

    private static int Compare(double left, double right)
    {
        if (left < right)
        {
            return -1;
        }

        return left > right ? 1 : 0;
    }
}
