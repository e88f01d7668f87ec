using System.Text.RegularExpressions;

namespace Reactor.Cypher.Binding;

/// <summary>Regular expressions of =~, checked when the query is compiled.</summary>
internal static class RegularExpression
{
    /// <summary>Why a pattern cannot be used, or null. Only those that match in time linear in the text are: no look-around, no back references.</summary>
    internal static string? Mistake(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return null;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return exception.Message;
        }
    }
}
