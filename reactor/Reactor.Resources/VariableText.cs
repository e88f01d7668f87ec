using System.Text;
using System.Text.RegularExpressions;

namespace Reactor.Resources;

/// <summary>Expands <c>${NAME}</c> and <c>${NAME:-default}</c> in a text; <c>$${</c> stands for a literal <c>${</c>.</summary>
internal static partial class VariableText
{
    /// <summary>Expands a text.</summary>
    /// <param name="text">The text as written.</param>
    /// <param name="variable">Value of a variable, null when it is not set. A default also replaces an empty value, as in a shell.</param>
    /// <param name="error">Null, or the first mistake.</param>
    /// <returns>The expanded text; with a mistake, the text as far as it could be expanded.</returns>
    public static string Expand(string text, Func<string, string?> variable, out string? error)
    {
        error = null;
        if (!text.Contains("${", StringComparison.Ordinal))
        {
            return text;
        }

        var expanded = new StringBuilder();
        var from = 0;
        for (var at = text.IndexOf("${", StringComparison.Ordinal); at >= 0; at = text.IndexOf("${", from, StringComparison.Ordinal))
        {
            if (at > from && text[at - 1] == '$')
            {
                expanded.Append(text, from, at - 1 - from).Append("${");
                from = at + 2;
                continue;
            }

            expanded.Append(text, from, at - from);
            var reference = Reference().Match(text, at);
            if (!reference.Success)
            {
                error ??= "\"${\" begins no ${NAME} or ${NAME:-default}; write $${ for the characters themselves";
                expanded.Append("${");
                from = at + 2;
                continue;
            }

            var name = reference.Groups["name"].Value;
            var value = variable(name);
            if (reference.Groups["default"] is { Success: true } fallback && string.IsNullOrEmpty(value))
            {
                value = fallback.Value;
            }

            if (value is null)
            {
                error ??= $"environment variable {name} is not set and has no default (${{{name}:-default}})";
            }

            expanded.Append(value);
            from = at + reference.Length;
        }

        return expanded.Append(text, from, text.Length - from).ToString();
    }

    [GeneratedRegex(@"\G\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(:-(?<default>[^}]*))?\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();
}
