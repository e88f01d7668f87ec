using System.Globalization;

namespace Reactor.Tck.Tests.Values;

/// <summary>Values as text in which different values differ (1 and 1.0, 'null' and null) and equal ones are equal: labels and keys are sorted.</summary>
internal static class ValueText
{
    internal static string OfText(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    /// <summary>The kit writes both zeros alike.</summary>
    internal static string OfFloat(double value)
    {
        var text = (value == 0 ? 0.0 : value).ToString("R", CultureInfo.InvariantCulture);
        return text.All(character => char.IsAsciiDigit(character) || character == '-') ? $"{text}.0" : text;
    }

    internal static string OfList(IEnumerable<string> items, bool sorted) =>
        $"[{string.Join(", ", sorted ? items.Order(StringComparer.Ordinal) : items)}]";

    internal static string OfMap(IEnumerable<(string Key, string Value)> entries) =>
        $"{{{string.Join(", ", entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}: {entry.Value}"))}}}";

    /// <param name="labels">In any order.</param>
    /// <param name="properties">As <see cref="OfMap"/> writes them.</param>
    internal static string OfNode(IEnumerable<string> labels, string properties) => $"({Labelled(labels, properties)})";

    /// <param name="type">Its type.</param>
    /// <param name="properties">As <see cref="OfMap"/> writes them.</param>
    internal static string OfRelation(string type, string properties) => $"[{Labelled([type], properties)}]";

    private static string Labelled(IEnumerable<string> labels, string properties)
    {
        var names = string.Concat(labels.Order(StringComparer.Ordinal).Select(label => $":{label}"));
        return properties == "{}" ? names : names.Length == 0 ? properties : $"{names} {properties}";
    }
}
