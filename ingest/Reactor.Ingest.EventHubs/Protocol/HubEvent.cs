namespace Reactor.Ingest.EventHubs.Protocol;

/// <summary>One event of a partition.</summary>
/// <param name="Body">Its data; empty when it has none.</param>
/// <param name="Sequence">Its number in the partition, from 0, without gaps.</param>
/// <param name="EnqueuedAt">When the service took it.</param>
internal readonly record struct HubEvent(ReadOnlyMemory<byte> Body, long Sequence, DateTime EnqueuedAt);
