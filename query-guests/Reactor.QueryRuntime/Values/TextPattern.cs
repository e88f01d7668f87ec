using System.Text.RegularExpressions;

namespace Reactor.QueryRuntime.Values;

/// <summary>Regular expressions of =~: a whole text is matched, in time linear in its length (.NET's non-backtracking engine).</summary>
internal static class TextPattern
{
    // The last one used: a query has few, mostly constant. Immutable, so it may be swapped by several threads.
    private static Entry? Last;

    /// <summary>Whether a whole text matches.</summary>
    /// <exception cref="EvaluationException">It is no such expression.</exception>
    internal static bool Matches(string text, string pattern)
    {
        var entry = Last;
        if (entry is null || !string.Equals(entry.Pattern, pattern, StringComparison.Ordinal))
        {
            Last = entry = new Entry(pattern, Parse(pattern));
        }

        return entry.Expression.IsMatch(text);
    }

    private static Regex Parse(string pattern)
    {
        try
        {
            return new Regex($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new EvaluationException(EvaluationError.ArgumentError, $"=~ takes a regular expression without look-around and back references: {exception.Message}");
        }
    }

    private sealed record Entry(string Pattern, Regex Expression);
}
