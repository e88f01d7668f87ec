using Reactor.Contracts.Queries;
using Reactor.Contracts.Resources;
using Reactor.Resources;

namespace Reactor.QueryTests.Documents;

/// <summary>Reads which sources a query has and how their nodes are joined, as a ContinuousQuery says it, or sources as a list of names.</summary>
internal static class SourcesReader
{
    /// <summary>Reads <c>sources</c> and <c>joins</c>.</summary>
    /// <param name="document">The document.</param>
    /// <param name="test">Its reader.</param>
    /// <param name="problems">Gets mistakes.</param>
    /// <param name="onlySource">Name of the one source of a query that names none.</param>
    /// <param name="joins">The joins.</param>
    /// <returns>Names of the sources.</returns>
    internal static IReadOnlyList<string> Read(
        ResourceValue.Mapping document, SettingsReader test, List<ResourceProblem> problems, string onlySource, out IReadOnlyList<JoinDefinition> joins)
    {
        var given = test.Value("sources");
        _ = test.Value("joins");
        joins = JoinReader.Read(document, "test", problems);
        List<string> names = [];
        if (given is ResourceValue.Mapping mapping)
        {
            var sources = new SettingsReader(mapping, "test: sources", problems);
            foreach (var subscription in Mappings(sources.Value("subscriptions"), problems, "a subscription"))
            {
                var reader = new SettingsReader(subscription, "test: subscription", problems);
                names.Add(reader.RequiredText("id"));
                _ = (reader.Value("nodes"), reader.Value("relations"));
                reader.Finish();
            }

            _ = sources.Value("joins");
            joins = [.. joins, .. JoinReader.Read(mapping, "test: sources", problems)];
            sources.Finish();
        }
        else if (given is not null)
        {
            names.AddRange(test.TextList("sources"));
        }

        return names.Count == 0 ? [onlySource] : names;
    }

    private static IEnumerable<ResourceValue.Mapping> Mappings(ResourceValue? value, List<ResourceProblem> problems, string what)
    {
        if (value is not (null or ResourceValue.Sequence))
        {
            problems.Add(new ResourceProblem(value.Location, $"test: {what} belongs into a list"));
        }

        foreach (var item in (value as ResourceValue.Sequence)?.Items ?? [])
        {
            if (item is ResourceValue.Mapping mapping)
            {
                yield return mapping;
            }
            else
            {
                problems.Add(new ResourceProblem(item.Location, $"test: {what} must be a mapping"));
            }
        }
    }
}
