using Reactor.Contracts.Resources;

namespace Reactor.Resources.Documents;

/// <summary>Reads the <c>spec</c> of a <c>kind: Reaction</c> document.</summary>
internal static class ReactionDocument
{
    /// <summary>Reads it; the settings themselves are checked by the reaction.</summary>
    public static ReactionResource Read(string name, ResourceLocation location, DocumentPart spec)
    {
        var kind = spec.Settings.RequiredText("kind");
        var properties = spec.Mapping("properties");
        spec.Ignore("services", "identity");
        var queries = spec.Mapping("queries");
        if (queries.Entries.Count == 0)
        {
            spec.Settings.Problem("queries", "\"queries\" must name at least one query");
        }

        return new ReactionResource(name, location, kind, spec.ValueLocation("kind"), properties, ReadQueries(queries, spec));
    }

    private static List<ReactionQuery> ReadQueries(ResourceValue.Mapping queries, DocumentPart spec)
    {
        var read = new List<ReactionQuery>(queries.Entries.Count);
        foreach (var (query, settings) in queries.Entries)
        {
            if (settings is ResourceValue.Scalar scalar)
            {
                var text = scalar is { IsQuoted: false, Text: "~" or "null" } ? "" : scalar.Text;
                read.Add(new ReactionQuery(query, queries.LocationOf(query), text, scalar.Location));
            }
            else
            {
                spec.Settings.Problem("queries", $"the settings of query \"{query}\" must be a text", $"write {query}: | and the settings indented below it");
            }
        }

        return read;
    }
}
