using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Reactor.Ingest.Kafka;

/// <content>Finding partitions, and noticing when contact is lost.</content>
internal sealed partial class KafkaReader
{
    private void DiscoverWhenDue(CancellationToken cancellationToken)
    {
        var isDue = !_wasDiscovered || _clock.GetElapsedTime(_lastDiscovery) >= (_lost is null ? _discoveryPeriod : RetryPeriod);
        if (!isDue && (_suspicion is null || _lost is not null))
        {
            return;
        }

        var isComplete = Discover();
        _wasDiscovered = true;
        _lastDiscovery = _clock.GetTimestamp();
        _discoveryPeriod = isComplete ? _settings.Discovery : RetryPeriod;
        EndBootstrapWhenRead(cancellationToken);
    }

    private bool Discover()
    {
        var found = new List<TopicPartitionOffset>();
        foreach (var topic in _settings.Topics)
        {
            TopicMetadata? metadata;
            try
            {
                metadata = _admin.GetMetadata(topic, MetadataTimeout).Topics.Find(entry => entry.Topic == topic);
            }
            catch (KafkaException exception)
            {
                Lose($"cannot reach {_settings.Brokers}: {_suspicion ?? exception.Error.Reason}");
                return false;
            }

            if (metadata is null || metadata.Error.IsError || metadata.Partitions.Count == 0)
            {
                Miss(topic, metadata?.Error);
                continue;
            }

            var isFirst = _seenTopics.Add(topic) && !_missingTopics.Remove(topic);
            _missingTopics.Remove(topic);
            found.AddRange(Unknown(topic, metadata, isFirst && _settings.StartFrom == StartFrom.Latest ? Offset.End : Offset.Beginning));
        }

        Assign(found);
        Find();
        return _missingTopics.Count == 0;
    }

    private IEnumerable<TopicPartitionOffset> Unknown(string topic, TopicMetadata metadata, Offset start) =>
        metadata.Partitions
            .Select(partition => new TopicPartition(topic, partition.PartitionId))
            .Where(address => !_partitions.ContainsKey(address))
            .Select(address => new TopicPartitionOffset(address, start));

    private void Assign(List<TopicPartitionOffset> found)
    {
        if (found.Count == 0)
        {
            return;
        }

        foreach (var (address, _) in found.Select(entry => (entry.TopicPartition, entry.Offset)))
        {
            var number = (_settings.Topics.ToList().IndexOf(address.Topic) * PartitionsPerTopic) + address.Partition.Value;
            _partitions.Add(address, new KafkaPartition(address, _feed.Open(number)));
        }

        _consumer.IncrementalAssign(found);
        ApplyPauses();
        LogAssigned(_feed.Name, string.Join(", ", found.Select(entry => $"{entry.Topic}[{entry.Partition.Value}]")));
    }

    private void Miss(string topic, Error? error)
    {
        if (_missingTopics.Add(topic))
        {
            var reason = error is { IsError: true } && error.Code != ErrorCode.UnknownTopicOrPart
                ? $"topic {topic} cannot be read: {error.Reason}"
                : $"topic {topic} does not exist";
            _feed.Statistics.Enter(SourceState.Retrying, reason);
            LogMissing(_feed.Name, reason);
        }
    }

    private void Lose(string reason)
    {
        if (_lost is null)
        {
            _feed.Statistics.Enter(SourceState.Retrying, reason);
            LogLost(_feed.Name, reason);
        }

        _lost = reason;
    }

    private SourceState ContactState => _lost is null && _missingTopics.Count == 0 ? SourceState.Connected : SourceState.Retrying;

    private void Find()
    {
        if (_lost is not null)
        {
            LogFound(_feed.Name, _settings.Brokers);
        }

        _lost = null;
        _suspicion = null;
        if (!_isChannelFull)
        {
            _feed.Statistics.Enter(ContactState);
        }
    }

    // Called on this thread, while it polls, so it may come late: asking for metadata at once tells whether contact is really lost. Other
    // errors are passing troubles of one connection.
    private void OnClientError(Error error)
    {
        if (error.IsFatal || error.Code is ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve or ErrorCode.Local_Authentication or ErrorCode.Local_Ssl)
        {
            _suspicion = error.Reason;
        }

        LogClient(_feed.Name, error.Code.ToString(), error.Reason);
    }

    [LoggerMessage(1100, LogLevel.Information, "Source {Source}: reads {Partitions}")]
    private partial void LogAssigned(string source, string partitions);

    [LoggerMessage(1101, LogLevel.Warning, "Source {Source}: {Reason}; looking again every second")]
    private partial void LogMissing(string source, string reason);

    [LoggerMessage(1102, LogLevel.Warning, "Source {Source}: {Reason}; trying again")]
    private partial void LogLost(string source, string reason);

    [LoggerMessage(1103, LogLevel.Information, "Source {Source}: in contact with {Brokers} again")]
    private partial void LogFound(string source, string brokers);
}
