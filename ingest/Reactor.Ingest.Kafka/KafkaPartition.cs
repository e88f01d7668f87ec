using Confluent.Kafka;

namespace Reactor.Ingest.Kafka;

/// <summary>One partition that is read, and why it may be paused.</summary>
internal sealed class KafkaPartition(TopicPartition address, PartitionFeed feed)
{
    public TopicPartition Address { get; } = address;

    public PartitionFeed Feed { get; } = feed;

    /// <summary>Whether everything the broker has was read.</summary>
    public bool AtEnd { get; set; }

    /// <summary>Whether live changes wait for the bootstrap of the other partitions.</summary>
    public bool IsHeld { get; set; }

    public bool IsPaused { get; set; }

    /// <summary>Offset of the next message.</summary>
    public long NextOffset { get; set; }

    /// <summary>Clock timestamp of when the end was reached.</summary>
    public long EndReachedAt { get; set; }
}
