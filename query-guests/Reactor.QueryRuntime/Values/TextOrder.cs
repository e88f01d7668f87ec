namespace Reactor.QueryRuntime.Values;

/// <summary>Order of texts by code point, which is the order of their UTF-8.</summary>
internal static class TextOrder
{
    /// <summary>Compares two texts: negative, 0 or positive.</summary>
    public static int Compare(string left, string right)
    {
        var prefix = left.AsSpan().CommonPrefixLength(right);
        if (prefix == left.Length || prefix == right.Length)
        {
            return left.Length - right.Length;
        }

        return Rank(left[prefix]) - Rank(right[prefix]);
    }

    // A surrogate stands for a code point above every other UTF-16 unit.
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
