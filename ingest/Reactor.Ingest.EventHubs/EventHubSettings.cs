using Reactor.Contracts.Resources;
using Reactor.Ingest.Formats;

namespace Reactor.Ingest.EventHubs;

/// <summary>Settings of an Event Hubs source.</summary>
internal sealed record EventHubSettings
{
    // The longest retention that the service offers.
    private const long LongestWindowMinutes = 60 * 24 * 90;

    /// <summary>Where the namespace is, and the key.</summary>
    public required HubConnectionString Connection { get; init; }

    /// <summary>The hubs, in the order that numbers their partitions.</summary>
    public required IReadOnlyList<string> Hubs { get; init; }

    /// <summary>Whose view of the hubs it is; nothing else of the group is used.</summary>
    public string ConsumerGroup { get; init; } = "$Default";

    /// <summary>Where reading starts when <see cref="Window"/> is not given.</summary>
    public StartFrom StartFrom { get; init; } = StartFrom.Earliest;

    /// <summary>Reading starts this long before now; null when not given.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>How the source proves who it is.</summary>
    public Authentication Authentication { get; init; } = Authentication.Token;

    /// <summary>Events of a partition that the service may send ahead; back-pressure bounds memory by it.</summary>
    public int Prefetch { get; init; } = 500;

    /// <summary>How long a token is good for.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often new partitions are looked for.</summary>
    public TimeSpan Discovery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How values are read.</summary>
    public required FeedSettings Feed { get; init; }

    /// <summary>Reads the settings strictly; mistakes become problems.</summary>
    public static EventHubSettings? Read(SourceResource resource, ICollection<ResourceProblem> problems)
    {
        var reader = new SettingsReader(resource.Properties, $"source {resource.Name}", problems);
        var text = reader.RequiredText("connectionString");
        var connection = text.Length == 0
            ? null
            : HubConnectionString.Parse(text, (message, suggestion) => reader.Problem("connectionString", message, suggestion));
        IReadOnlyList<string> hubs = [.. reader.TextList("eventHubs").Distinct(StringComparer.OrdinalIgnoreCase)];
        if (hubs.Count == 0 && connection is not null)
        {
            hubs = connection.Hub is { } hub ? [hub] : [];
            if (hubs.Count == 0)
            {
                reader.Problem("eventHubs", "required setting \"eventHubs\" is missing, and the connection string has no EntityPath");
            }
        }

        var window = reader.Integer("bootstrapWindow", -1, 0, LongestWindowMinutes);
        var group = reader.Text("consumerGroup") ?? "$Default";
        var startFrom = reader.Choice("startFrom", StartFrom.Earliest);
        var authentication = reader.Choice("authentication", Authentication.Token);
        var prefetch = (int)reader.Integer("prefetch", 500, 1, 100_000);
        var feed = FeedSettings.Read(reader);
        reader.Finish();
        if (authentication == Authentication.Plain && connection is { Key: null })
        {
            reader.Problem("authentication", "\"plain\" needs a key in the connection string");
        }

        return connection is null ? null : new EventHubSettings
        {
            Connection = connection,
            Hubs = hubs,
            ConsumerGroup = group,
            StartFrom = startFrom,
            Window = window < 0 ? null : TimeSpan.FromMinutes(window),
            Authentication = authentication,
            Prefetch = prefetch,
            Feed = feed,
        };
    }
}
