using System.Threading.Channels;
using Reactor.Contracts.Changes;

namespace Reactor.Ingest.EventHubs;

/// <summary>
/// Where all partitions of a source write: one batch at a time, in phase order. A partition that writes a transaction in parts keeps its turn
/// until the transaction ends. Only the end of the source interrupts a write: a broken connection must not, because what was taken to be
/// written is not read again.
/// </summary>
internal sealed class HubOutput(Feed feed, ChannelWriter<ChangeBatch> output, CancellationToken sourceEnds) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private PartitionFeed? _keeper;

    /// <summary>Writes what a partition has complete.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="cancellationToken">Ends the wait for the partition's turn.</param>
    public async Task WriteAsync(PartitionFeed partition, CancellationToken cancellationToken)
    {
        if (_keeper != partition)
        {
            await _turn.WaitAsync(cancellationToken);
        }

        _keeper = partition;
        try
        {
            await WriteCompleteAsync(partition);
        }
        finally
        {
            if (!partition.IsInPart)
            {
                _keeper = null;
                _turn.Release();
            }
        }
    }

    /// <summary>Writes the end of the bootstrap, behind everything that belongs to it.</summary>
    public async Task EndBootstrapAsync()
    {
        await _turn.WaitAsync(sourceEnds);
        try
        {
            feed.EndBootstrap();
            await WriteBatchAsync(feed.EmptyBootstrapEnd());
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task WriteCompleteAsync(PartitionFeed partition)
    {
        if (partition.SnapshotCount > 0)
        {
            // Initial state that is still there when the bootstrap is over counts as live inserts.
            await WriteBatchAsync(partition.TakeSnapshot(feed.BootstrapEnded ? BatchPhase.Live : BatchPhase.Bootstrap));
        }

        if (!feed.BootstrapEnded)
        {
            return;
        }

        if (partition.ReadyCount > 0)
        {
            await WriteBatchAsync(partition.TakeLive());
        }
        else if (partition.NeedsPart)
        {
            await WriteBatchAsync(partition.TakePart());
        }
    }

    private async Task WriteBatchAsync(ChangeBatch batch)
    {
        if (!output.TryWrite(batch))
        {
            feed.Statistics.Enter(SourceState.Paused);
            await output.WriteAsync(batch, sourceEnds);
            if (feed.Statistics.State == SourceState.Paused)
            {
                // Otherwise contact was lost in the meantime.
                feed.Statistics.Enter(SourceState.Connected);
            }
        }

        feed.Statistics.CountWritten(batch);
    }
}
