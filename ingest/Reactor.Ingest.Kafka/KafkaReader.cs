using System.Threading.Channels;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Reactor.Contracts.Changes;

namespace Reactor.Ingest.Kafka;

/// <summary>
/// The loop of a Kafka source, on a thread of its own:
/// 1. look for partitions, at once, then again and again; a new one is read from its beginning;
/// 2. take one message, or wait for it; decode it into its partition;
/// 3. write what is complete when a batch is full, when nothing more is at hand, or after <see cref="LingerMs"/>;
/// 4. while the channel is full, pause every partition and keep polling, so that the client stays alive and its memory bounded.
/// Order: that of each partition; partitions interleave as their messages arrive. During the bootstrap a partition that came to live changes
/// is paused until the others did too or are at their ends.
/// </summary>
internal sealed partial class KafkaReader : IDisposable
{
    private const int LingerMs = 5;
    private const int PartitionsPerTopic = 65_536;

    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(2);

    // A short stall of the reader behind the channel is not worth throwing away what was prefetched.
    private static readonly TimeSpan PatienceBeforePause = TimeSpan.FromMilliseconds(300);

    private readonly KafkaSettings _settings;
    private readonly Feed _feed;
    private readonly ChannelWriter<ChangeBatch> _output;
    private readonly ILogger _logger;
    private readonly TimeProvider _clock;
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly IAdminClient _admin;
    private readonly Dictionary<TopicPartition, KafkaPartition> _partitions = [];
    private readonly HashSet<string> _missingTopics = [];
    private readonly HashSet<string> _seenTopics = [];

    // Why contact is lost; null while it is not.
    private string? _lost;

    // Why it may be lost, until that is checked.
    private string? _suspicion;
    private long _lastDiscovery;
    private TimeSpan _discoveryPeriod = TimeSpan.Zero;
    private bool _wasDiscovered;
    private bool _isChannelFull;
    private bool _hasUnwritten;
    private long _lastWrite;

    // The partition that writes a transaction in parts; the others are paused.
    private KafkaPartition? _partOwner;

    public KafkaReader(KafkaSettings settings, Feed feed, ChannelWriter<ChangeBatch> output, ILogger logger)
    {
        _settings = settings;
        _feed = feed;
        _output = output;
        _logger = logger;
        _clock = feed.Clock;
        try
        {
            _consumer = new ConsumerBuilder<byte[]?, byte[]?>(settings.ConsumerConfig(feed.Name))
                .SetErrorHandler((_, error) => OnClientError(error))
                .SetLogHandler((_, message) => LogClient(feed.Name, message.Facility, message.Message))
                .Build();
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or KafkaException)
        {
            throw new FeedException(feed.Name, null, $"the Kafka client refuses its settings: {exception.Message}", exception);
        }

        _admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
    }

    public void Run(CancellationToken cancellationToken)
    {
        if (!_feed.MayBootstrap)
        {
            EndBootstrap(cancellationToken);
        }

        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            DiscoverWhenDue(cancellationToken);
            var polledAt = _clock.GetTimestamp();
            var result = Consume(_hasUnwritten ? TimeSpan.Zero : IdlePoll());
            if (result is not null)
            {
                Take(result, cancellationToken);
            }

            if (result is null)
            {
                CloseSilentTransactions(polledAt);
            }

            if (result is null || _clock.GetElapsedTime(_lastWrite).TotalMilliseconds > LingerMs)
            {
                WriteAll(cancellationToken);
            }
        }
    }

    public void Dispose()
    {
        _admin.Dispose();
        _consumer.Dispose();
    }

    private TimeSpan IdlePoll()
    {
        foreach (var partition in _partitions.Values)
        {
            if (partition.Feed.HasOpenTransaction)
            {
                return TimeSpan.FromMilliseconds(Math.Min(PollPeriod.TotalMilliseconds, _settings.Feed.TransactionIdle.TotalMilliseconds / 4));
            }
        }

        return PollPeriod;
    }

    private ConsumeResult<byte[]?, byte[]?>? Consume(TimeSpan timeout)
    {
        try
        {
            return _consumer.Consume(timeout);
        }
        catch (ConsumeException exception) when (exception.Error.IsFatal)
        {
            throw new FeedException(_feed.Name, null, $"the Kafka client gave up: {exception.Error.Reason}", exception);
        }
        catch (ConsumeException exception) when (exception.Error.Code == ErrorCode.Local_AutoOffsetReset)
        {
            SkipExpired(exception.ConsumerRecord.TopicPartition, exception.Error);
        }
        catch (ConsumeException exception)
        {
            Lose($"cannot read {exception.ConsumerRecord.TopicPartition}: {exception.Error.Reason}");
        }

        return null;
    }

    private void Take(ConsumeResult<byte[]?, byte[]?> result, CancellationToken cancellationToken)
    {
        if (Accept(result) is not { } partition)
        {
            return;
        }

        if (partition.AtEnd || partition.IsHeld)
        {
            EndBootstrapWhenRead(cancellationToken);
        }

        var feed = partition.Feed;
        if (Math.Max(feed.SnapshotCount, feed.ReadyCount) >= _settings.Feed.BatchChanges || feed.NeedsPart)
        {
            WritePartition(partition, cancellationToken);
        }
    }

    /// <summary>Takes note of what was polled, and writes nothing yet.</summary>
    /// <returns>Its partition; null when it is none of ours.</returns>
    private KafkaPartition? Accept(ConsumeResult<byte[]?, byte[]?> result)
    {
        if (!_partitions.TryGetValue(result.TopicPartition, out var partition))
        {
            return null;
        }

        if (_lost is not null)
        {
            Find();
        }

        partition.AtEnd = result.IsPartitionEOF;
        if (result.IsPartitionEOF)
        {
            partition.EndReachedAt = _clock.GetTimestamp();
            return partition;
        }

        var message = result.Message;
        var timeMs = message.Timestamp.Type == TimestampType.NotAvailable
            ? _clock.GetUtcNow().ToUnixTimeMilliseconds()
            : message.Timestamp.UnixTimestampMs;
        partition.NextOffset = result.Offset.Value + 1;
        partition.Feed.Add(message.Value, message.Key, result.Offset.Value, timeMs * 1_000_000);
        _hasUnwritten = true;
        if (!_feed.BootstrapEnded && partition.Feed.IsLive && !partition.IsHeld)
        {
            partition.IsHeld = true;
            ApplyPauses();
        }

        return partition;
    }

    private void SkipExpired(TopicPartition address, Error error)
    {
        var next = _partitions.TryGetValue(address, out var partition) ? partition.NextOffset : 0;
        var reason = $"{address} no longer has its messages from offset {next} on: {error.Reason}";
        if (_settings.Feed.OnError == ErrorPolicy.Stop)
        {
            throw new FeedException(_feed.Name, null, reason);
        }

        LogExpired(_feed.Name, reason);
        _feed.Statistics.Enter(_feed.Statistics.State, reason);
        _consumer.IncrementalUnassign([address]);
        _consumer.IncrementalAssign([new TopicPartitionOffset(address, Offset.Beginning)]);
        if (partition is not null)
        {
            partition.IsPaused = false;
            ApplyPauses();
        }
    }

    [LoggerMessage(1104, LogLevel.Error, "Source {Source}: changes are lost: {Reason}; going on with the oldest message there is")]
    private partial void LogExpired(string source, string reason);

    [LoggerMessage(1105, LogLevel.Debug, "Source {Source}: Kafka client: {Facility}: {Message}")]
    private partial void LogClient(string source, string facility, string message);
}
