using Confluent.Kafka;
using Reactor.Contracts.Resources;
using Reactor.Ingest.Formats;

namespace Reactor.Ingest.Kafka;

/// <summary>Settings of a Kafka source.</summary>
internal sealed record KafkaSettings
{
    // Reading depends on these: offsets are kept by the reactor, never committed, and the ends of partitions end a bootstrap.
    private static readonly string[] Reserved =
    [
        "bootstrap.servers", "enable.auto.commit", "enable.auto.offset.store", "auto.offset.reset", "enable.partition.eof", "allow.auto.create.topics",
    ];

    /// <summary>Comma-separated <c>host:port</c>.</summary>
    public required string Brokers { get; init; }

    /// <summary>The topics, in the order that numbers their partitions.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>Where partitions that exist at the start are read from; later ones are read from their beginning.</summary>
    public StartFrom StartFrom { get; init; } = StartFrom.Earliest;

    /// <summary>Whether the broker compacts the topics, so that a range of offsets does not read the same twice.</summary>
    public bool IsCompacted { get; init; }

    /// <summary>How often new partitions are looked for.</summary>
    public TimeSpan Discovery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>librdkafka's own settings.</summary>
    public IReadOnlyDictionary<string, string> Client { get; init; } = new Dictionary<string, string>();

    /// <summary>How values are read.</summary>
    public required FeedSettings Feed { get; init; }

    /// <summary>Reads the settings strictly; mistakes become problems.</summary>
    public static KafkaSettings Read(SourceResource resource, ICollection<ResourceProblem> problems)
    {
        var reader = new SettingsReader(resource.Properties, $"source {resource.Name}", problems);
        var brokers = (string[])[.. reader.TextList("brokers"), .. reader.TextList("bootstrapServers")];
        var topics = (string[])[.. reader.TextList("topic"), .. reader.TextList("topics")];
        if (brokers.Length == 0)
        {
            reader.Problem("brokers", "required setting \"brokers\" is missing", "write host:port");
        }

        if (topics.Length == 0)
        {
            reader.Problem("topic", "required setting \"topic\" is missing");
        }

        var settings = new KafkaSettings
        {
            Brokers = string.Join(',', brokers),
            Topics = [.. topics.Distinct(StringComparer.Ordinal)],
            StartFrom = reader.Choice("startFrom", StartFrom.Earliest),
            IsCompacted = reader.Boolean("compacted", false),
            Discovery = TimeSpan.FromSeconds(reader.Integer("discoverySeconds", 30, 1, 3600)),
            Client = reader.TextMap("kafka"),
            Feed = FeedSettings.Read(reader),
        };
        foreach (var key in settings.Client.Keys.Intersect(Reserved, StringComparer.Ordinal))
        {
            reader.Problem("kafka", $"\"kafka.{key}\" is set by the source and cannot be changed");
        }

        CheckClient(settings.Client, reader);
        reader.Finish();
        return settings;
    }

    /// <summary>The consumer's configuration.</summary>
    public ConsumerConfig ConsumerConfig(string source)
    {
        var config = new ConsumerConfig
        {
            GroupId = $"reactor-{source}",
            ClientId = "reactor",

            // Prefetched messages are the only memory that back-pressure does not bound.
            QueuedMaxMessagesKbytes = 32 * 1024,

            // The client's own second leaves the source idle whenever it empties what was prefetched sooner than that.
            FetchQueueBackoffMs = 10,
            ReconnectBackoffMaxMs = 2000,
        };
        foreach (var (key, value) in Client)
        {
            config.Set(key, value);
        }

        config.BootstrapServers = Brokers;
        config.EnableAutoCommit = false;
        config.EnableAutoOffsetStore = false;
        config.AutoOffsetReset = AutoOffsetReset.Error;
        config.EnablePartitionEof = true;
        config.AllowAutoCreateTopics = false;
        return config;
    }

    // A client without brokers connects nowhere but checks every setting.
    private static void CheckClient(IReadOnlyDictionary<string, string> client, SettingsReader reader)
    {
        if (client.Count == 0)
        {
            return;
        }

        try
        {
            var config = new ConsumerConfig { GroupId = "check" };
            foreach (var (key, value) in client)
            {
                config.Set(key, value);
            }

            new ConsumerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).Build().Dispose();
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or KafkaException)
        {
            reader.Problem("kafka", $"the Kafka client refuses its settings: {exception.Message}");
        }
    }
}
