using System.Threading.Channels;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Results;
using Reactor.Engine.Instances;

namespace Reactor.Engine.Delivery;

/// <summary>
/// Gives the validated diffs of one query their sequence numbers, keeps the query's current result, and hands them to its reactions.
/// One task per query, so that order is kept.
/// </summary>
internal sealed class ResultPump(
    QueryManifest query, long epoch, ChannelReader<InstanceResults> results, BatchPool pool, IReadOnlyList<ChannelWriter<PendingDelivery>> reactions)
{
    private static readonly ResultBatch NoDiffs = new(0);
    private RowCounts _counts;
    private long _sequence;
    private long _diffs;

    /// <summary>The current result.</summary>
    public ResultTable Results { get; } = new();

    /// <summary>Rows added, updated and deleted so far.</summary>
    public RowCounts Counts => _counts;

    /// <summary>Diffs so far.</summary>
    public long Diffs => Volatile.Read(ref _diffs);

    /// <summary>Runs until the query ends; then completes the reactions' channels.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SignalAsync(ResultSignal.BootstrapStarted, cancellationToken);
            await foreach (var (batch, completesBootstrap) in results.ReadAllAsync(cancellationToken))
            {
                await SendAsync(batch, cancellationToken);
                if (completesBootstrap)
                {
                    await SignalAsync(ResultSignal.BootstrapCompleted, cancellationToken);
                }
            }
        }
        finally
        {
            foreach (var reaction in reactions)
            {
                reaction.TryComplete();
            }
        }
    }

    private Task SignalAsync(ResultSignal signal, CancellationToken cancellationToken) =>
        DeliverAsync(new PendingDelivery(new QueryDelivery(query, epoch, ++_sequence, signal, NoDiffs), reactions.Count, pool: null), cancellationToken);

    private async Task SendAsync(ResultBatch batch, CancellationToken cancellationToken)
    {
        if (batch.DiffCount == 0 || reactions.Count == 0)
        {
            Count(batch);
            pool.Return(batch);
            return;
        }

        var delivery = new QueryDelivery(query, epoch, _sequence + 1, ResultSignal.None, batch);
        Count(batch);
        await DeliverAsync(new PendingDelivery(delivery, reactions.Count, pool), cancellationToken);
    }

    private void Count(ResultBatch batch)
    {
        Results.Apply(batch, ref _counts);
        _sequence += batch.DiffCount;
        Volatile.Write(ref _diffs, _diffs + batch.DiffCount);
    }

    private async Task DeliverAsync(PendingDelivery delivery, CancellationToken cancellationToken)
    {
        foreach (var reaction in reactions)
        {
            await reaction.WriteAsync(delivery, cancellationToken);
        }
    }
}
