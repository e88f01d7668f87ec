namespace Reactor.Contracts.Changes;

/// <summary>Orders text by its UTF-8 bytes, which is code point order (UTF-16 order differs above U+FFFF).</summary>
public sealed class Utf8KeyComparer : IComparer<string>
{
    /// <summary>The one instance.</summary>
    public static readonly Utf8KeyComparer Instance = new();

    private Utf8KeyComparer()
    {
    }

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        }

        var length = Math.Min(x.Length, y.Length);
        for (var i = 0; i < length; i++)
        {
            if (x[i] != y[i])
            {
                // A surrogate stands for a code point above every other UTF-16 unit.
                var left = char.IsSurrogate(x[i]) ? x[i] + 0x10000 : x[i];
                var right = char.IsSurrogate(y[i]) ? y[i] + 0x10000 : y[i];
                return left - right;
            }
        }

        return x.Length - y.Length;
    }
}
