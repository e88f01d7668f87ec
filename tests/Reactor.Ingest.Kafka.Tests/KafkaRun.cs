using System.Threading.Channels;
using Reactor.Contracts.Changes;
using Reactor.Ingest.Formats;
using Reactor.Testing.Kafka;
using Reactor.Testing.Logs;

namespace Reactor.Ingest.Kafka.Tests;

/// <summary>A Kafka source that runs against a mock cluster, and what it wrote so far.</summary>
internal sealed class KafkaRun : IAsyncDisposable
{
    private readonly Channel<ChangeBatch> _channel;
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));
    private readonly Task _running;

    public KafkaRun(
        MockKafkaCluster cluster, string[] topics, FeedSettings? feed = null, StartFrom startFrom = StartFrom.Earliest, int capacity = 1000)
    {
        var settings = new KafkaSettings
        {
            Brokers = cluster.BootstrapServers,
            Topics = topics,
            StartFrom = startFrom,
            Discovery = TimeSpan.FromMilliseconds(500),
            Feed = feed ?? new FeedSettings { Format = FeedFormat.Plain },
        };
        Source = new KafkaSource("k", settings, Log);
        _channel = Channel.CreateBounded<ChangeBatch>(capacity);
        _running = Source.RunAsync(_channel.Writer, _limit.Token);
    }

    public KafkaSource Source { get; }

    public ListLogger Log { get; } = new();

    public Task Running => _running;

    public static string Insert(object id) => $$$"""{"op":"insert","node":{"id":{{{id}}}}}""";

    public async Task<ChangeBatch> NextAsync()
    {
        if (_running.IsCompleted)
        {
            await _running;
        }

        return await _channel.Reader.ReadAsync(_limit.Token);
    }

    /// <summary>Reads batches until they hold this many live changes.</summary>
    public async Task<List<ElementChange>> LiveAsync(int count)
    {
        var changes = new List<ElementChange>();
        while (changes.Count < count)
        {
            var batch = await NextAsync();
            if (batch.Phase == BatchPhase.Live)
            {
                changes.AddRange(batch.Changes);
            }
        }

        return changes;
    }

    public async Task EventuallyAsync(Func<bool> condition, string what)
    {
        while (!condition())
        {
            if (_limit.IsCancellationRequested)
            {
                throw new TimeoutException($"{what}: {Source.Statistics.State}, {Source.Statistics.LastError}, {string.Join('\n', Log.Lines)}");
            }

            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _limit.CancelAsync();
        await Source.DisposeAsync();
        _limit.Dispose();
    }
}
