using System.Collections.Frozen;
using System.Text.Json;
using Reactor.Contracts.Resources;

namespace Reactor.Reactions;

/// <summary>Reads the free-form text that a reaction's resource has for each query.</summary>
internal static class QuerySettings
{
    /// <summary>Reports every query that has settings, for reactions that know none.</summary>
    public static void RefuseAny(ReactionResource resource, ICollection<ResourceProblem> problems)
    {
        foreach (var query in resource.Queries.Where(query => !string.IsNullOrWhiteSpace(query.Settings)))
        {
            problems.Add(new ResourceProblem(query.SettingsLocation, $"{resource.Kind} reaction \"{resource.Name}\" has no settings per query"));
        }
    }

    /// <summary>The text as a JSON object; an empty text counts as an empty object.</summary>
    /// <returns>A mapping whose every part has the place of the text; null, with a problem reported, when the text is no JSON object.</returns>
    public static ResourceValue.Mapping? ReadJson(ReactionQuery query, ICollection<ResourceProblem> problems)
    {
        if (string.IsNullOrWhiteSpace(query.Settings))
        {
            return new ResourceValue.Mapping(query.Location, FrozenDictionary<string, ResourceValue>.Empty);
        }

        try
        {
            using var document = JsonDocument.Parse(query.Settings, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            if (Convert(document.RootElement, query.SettingsLocation) is ResourceValue.Mapping mapping)
            {
                return mapping;
            }

            problems.Add(new ResourceProblem(query.SettingsLocation, $"settings of query \"{query.Query}\" must be a JSON object"));
        }
        catch (JsonException exception)
        {
            problems.Add(new ResourceProblem(
                query.SettingsLocation,
                $"settings of query \"{query.Query}\" are no valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1} of the text)"));
        }

        return null;
    }

    private static ResourceValue Convert(JsonElement element, ResourceLocation location)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var entries = new Dictionary<string, ResourceValue>(StringComparer.Ordinal);
                foreach (var property in element.EnumerateObject())
                {
                    entries[property.Name] = Convert(property.Value, location);
                }

                return new ResourceValue.Mapping(location, entries);
            case JsonValueKind.Array:
                return new ResourceValue.Sequence(location, [.. element.EnumerateArray().Select(item => Convert(item, location))]);
            case JsonValueKind.String:
                return new ResourceValue.Scalar(location, element.GetString()!, IsQuoted: true);
            default:
                return new ResourceValue.Scalar(location, element.GetRawText(), IsQuoted: false);
        }
    }
}
