using Reactor.Contracts.Resources;

namespace Reactor.Resources.Documents;

/// <summary>Reads the <c>spec</c> of a <c>kind: ContinuousQuery</c> document.</summary>
internal static class QueryDocument
{
    private const long MinimumMemory = 16L << 20;
    private const long MaximumMemory = 16L << 30;
    private static readonly TimeSpan MinimumDeadline = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan MaximumDeadline = TimeSpan.FromHours(1);
    private static readonly TimeSpan MaximumLag = TimeSpan.FromDays(365);

    /// <summary>Reads it; the text itself is checked by the query compiler.</summary>
    /// <param name="name">Name of the resource.</param>
    /// <param name="location">Where the document starts.</param>
    /// <param name="spec">The <c>spec</c>, its query text as written.</param>
    /// <param name="fileText">Content of the file.</param>
    /// <param name="map">Where the query's text stands.</param>
    public static QueryResource Read(string name, ResourceLocation location, DocumentPart spec, string fileText, out QueryTextMap map)
    {
        var isGql = ReadIsGql(spec);

        // Drasi requires "mode" and never reads it.
        spec.Settings.Value("mode");
        spec.Ignore("container", "storageProfile", "view");
        var (subscriptions, joins) = ReadSources(spec);
        var text = spec.Settings.RequiredText("query");
        var textLocation = spec.ValueLocation("query");
        map = QueryTextMap.Create(fileText, textLocation, text);
        var parameters = spec.Mapping("parameters").Entries;
        return new QueryResource(name, location, text, map.LocationOf(0), subscriptions, parameters, ReadRuntime(spec)) { IsGql = isGql, Joins = joins };
    }

    private static bool ReadIsGql(DocumentPart spec)
    {
        var language = spec.Settings.Text("queryLanguage");
        if (string.Equals(language, "GQL", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (language is not null && !string.Equals(language, "Cypher", StringComparison.OrdinalIgnoreCase))
        {
            spec.Settings.Problem("queryLanguage", $"unknown query language \"{language}\"", "Cypher and GQL are supported");
        }

        return false;
    }

    private static (List<SourceSubscription> Subscriptions, List<QueryJoin> Joins) ReadSources(DocumentPart spec)
    {
        var subscriptions = new List<SourceSubscription>();
        var labels = new List<string>();
        var labelsAreKnown = true;
        if (spec.Part("sources") is not { } sources)
        {
            spec.Settings.Problem("sources", "required setting \"sources\" is missing", "add sources: {subscriptions: [{id: NAME-OF-A-SOURCE}]}");
            return (subscriptions, []);
        }

        foreach (var subscription in sources.Parts("subscriptions"))
        {
            var source = subscription.Settings.RequiredText("id");
            var named = ReadLabels(subscription, "nodes");
            labels.AddRange(named);
            labelsAreKnown &= named.Count != 0;
            ReadLabels(subscription, "relations");
            subscription.Refuse("pipeline");
            subscription.Settings.Finish();
            if (subscriptions.Exists(earlier => earlier.Source == source))
            {
                subscription.Settings.Problem("id", $"source \"{source}\" is subscribed to twice");
            }

            subscriptions.Add(new SourceSubscription(source, subscription.ValueLocation("id")));
        }

        if (subscriptions.Count == 0)
        {
            sources.Settings.Problem("subscriptions", "\"subscriptions\" must name at least one source");
        }

        var joins = JoinDocument.Read(sources, labelsAreKnown ? labels : []);
        sources.Refuse("middleware");
        sources.Settings.Finish();
        return (subscriptions, joins);
    }

    // The labels a query reads are in its text; here only the shape is checked.
    private static List<string> ReadLabels(DocumentPart subscription, string key)
    {
        var labels = new List<string>();
        foreach (var element in subscription.Parts(key))
        {
            labels.Add(element.Settings.RequiredText("sourceLabel"));
            element.Settings.Finish();
        }

        return labels;
    }

    private static QueryRuntimeSettings ReadRuntime(DocumentPart spec)
    {
        var defaults = QueryRuntimeSettings.Default;
        if (spec.Part("runtime") is not { } part)
        {
            return defaults;
        }

        var runtime = part.Settings;
        var settings = new QueryRuntimeSettings(
            runtime.Bytes("memory", defaults.MemoryBytes, MinimumMemory, MaximumMemory),
            runtime.Duration("unitDeadline", defaults.UnitDeadline, MinimumDeadline, MaximumDeadline))
        {
            Clock = ReadClock(part),
            Archive = runtime.Duration("archive", TimeSpan.Zero, TimeSpan.FromTicks(1), MaximumLag) is var archive && archive > TimeSpan.Zero ? archive : null,
        };
        runtime.Finish();
        return settings;
    }

    private static QueryClockSettings ReadClock(DocumentPart runtime)
    {
        var defaults = QueryClockSettings.Default;
        if (runtime.Part("clock")?.Settings is not { } clock)
        {
            return defaults;
        }

        var settings = new QueryClockSettings(
            clock.Choice("basis", defaults.Basis),
            clock.Duration("lag", defaults.Lag, TimeSpan.Zero, MaximumLag),
            clock.Duration("maxAhead", defaults.MaxAhead, TimeSpan.Zero, MaximumLag));
        clock.Finish();
        return settings;
    }
}
