namespace Reactor.Contracts.Changes;

/// <summary>Where a change stands in its feed. Positions of one partition rise; those of two partitions do not compare.</summary>
/// <param name="Partition">Kafka partition, Event Hubs partition, 0 for a file.</param>
/// <param name="Offset">Kafka offset, Event Hubs sequence number, line number of a file from 1, log sequence number.</param>
public readonly record struct SourcePosition(int Partition, long Offset)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Partition}@{Offset}";
}
