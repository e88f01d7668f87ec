using Reactor.Contracts.Resources;
using Reactor.Reactions.Formats;

namespace Reactor.Reactions.Dapr;

/// <summary>Where the results of one query go: the JSON text that Drasi's PostDaprPubSub has per query, and metadata.</summary>
/// <param name="PubsubName">Name of the pub/sub component.</param>
/// <param name="TopicName">Topic.</param>
/// <param name="Format">One event per row or per diff.</param>
/// <param name="SkipControlSignals">Whether bootstrap signals are left out.</param>
/// <param name="Metadata">Passed on with every event: <c>partitionKey</c>, <c>ttlInSeconds</c>, ...; with <c>rawPayload: "true"</c> events
/// travel without their CloudEvents envelope, and so without an id.</param>
internal sealed record DaprRoute(string PubsubName, string TopicName, ResultFormat Format, bool SkipControlSignals, IReadOnlyDictionary<string, string> Metadata)
{
    private const string DefaultPubsubName = "drasi-pubsub";

    /// <summary>Whether events are sent without an envelope.</summary>
    public bool IsRaw => Metadata.TryGetValue("rawPayload", out var raw) && string.Equals(raw, "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the settings of a query.</summary>
    public static DaprRoute Read(ReactionQuery query, ICollection<ResourceProblem> problems)
    {
        if (QuerySettings.ReadJson(query, problems) is not { } mapping)
        {
            return new DaprRoute("", "", default, false, new Dictionary<string, string>());
        }

        var reader = new SettingsReader(mapping, $"settings of query \"{query.Query}\"", problems);
        var route = new DaprRoute(
            reader.Text("pubsubName") ?? DefaultPubsubName,
            reader.RequiredText("topicName"),
            reader.Choice("format", ResultFormat.Unpacked),
            reader.Boolean("skipControlSignals", false),
            reader.TextMap("metadata"));
        reader.Finish();
        return route;
    }
}
