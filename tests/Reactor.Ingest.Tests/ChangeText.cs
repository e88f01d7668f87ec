using Reactor.Contracts.Changes;

namespace Reactor.Ingest.Tests;

/// <summary>Changes as one line of text each: <c>insert node t:1 [t] {a: 1} at 5</c>.</summary>
internal static class ChangeText
{
    public static string Of(ElementChange change, SourceVocabulary vocabulary)
    {
        var labels = change.Labels is null ? "?" : change.Labels.ToString();
        var ends = change.StartId is null && change.EndId is null ? "" : $" ({change.StartId})->({change.EndId})";
        var properties = new List<string>();
        foreach (var property in change.Properties.Span)
        {
            properties.Add($"{vocabulary.PropertyName(property.Name)}: {Value(property.Value)}");
        }

        var content = change.Operation is ChangeOperation.Delete or ChangeOperation.Truncate ? "" : $" {{{string.Join(", ", properties)}}}";
        var element = change.Kind == ElementKind.None ? "" : $" {change.Kind} {change.Id}";
        return $"{change.Operation}{element} [{labels}]{ends}{content}";
    }

    // Shows the kind: 1, 1.0 and "1" are three values.
    private static string Value(PropertyValue value) => value.Kind switch
    {
        PropertyValueKind.Text => $"'{value.Text}'",
        PropertyValueKind.Float => value.Float.ToString(value.Float == Math.Floor(value.Float) && Math.Abs(value.Float) < 1e15 ? "0.0" : "R"),
        PropertyValueKind.List => $"[{string.Join(", ", value.List.Select(Value))}]",
        PropertyValueKind.Map => $"{{{string.Join(", ", value.Map.Select(entry => $"{entry.Key}: {Value(entry.Value)}"))}}}",
        _ => value.ToString(),
    };
}
