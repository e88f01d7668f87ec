using System.Threading.Channels;
using Reactor.Contracts.Changes;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Resources;
using Reactor.Engine.Delivery;
using Reactor.Engine.Instances;
using Reactor.Engine.Isolation;

namespace Reactor.Bench.Queries;

/// <summary>
/// One query instance driven by one thread: from decoded changes in its queue to validated rows in host memory. Decoding, dispatch and
/// delivery are outside.
/// </summary>
internal sealed class DrivenInstance : IDisposable
{
    private readonly SubscriptionQueue _queue;
    private readonly QueryInstance _instance;
    private readonly ChannelReader<InstanceResults> _results;
    private readonly BatchPool _pool = new();

    /// <summary>Makes an instance of a compiled query, not yet opened.</summary>
    /// <param name="query">The query.</param>
    /// <param name="guests">Makes its guest.</param>
    /// <param name="settings">Its memory and deadline; the product's defaults when not given.</param>
    public DrivenInstance(QueryManifest query, IGuestProvider guests, QueryRuntimeSettings? settings = null)
    {
        settings ??= QueryRuntimeSettings.Default;
        _queue = new SubscriptionQueue("feed", 0, new ArrivalOrder(), capacityBatches: 1 << 20);
        var results = Channel.CreateBounded<InstanceResults>(64);
        _results = results.Reader;
        _instance = new QueryInstance(
            query, guests.Create(query, settings), [_queue], results.Writer, _pool, TimeProvider.System,
            new InstanceLimits(TimeSpan.FromSeconds(30), settings.MemoryBytes, settings.Clock));
    }

    /// <summary>Rows that came out so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Entries into the guest so far.</summary>
    public long Entries => _instance.Entries;

    /// <summary>Puts a batch into the queue; not part of what is measured.</summary>
    public void Enqueue(ChangeBatch batch) => _queue.EnqueueAsync(batch, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    /// <summary>Runs until the queue is empty: what is measured.</summary>
    /// <exception cref="InvalidOperationException">The guest failed.</exception>
    public void Drain()
    {
        while (_instance.RunOnce() is RunOutcome.MoreWaiting or RunOutcome.ResultsBlocked)
        {
            while (_results.TryRead(out var results))
            {
                foreach (var diff in results.Batch.Diffs)
                {
                    Rows += diff.Rows;
                }

                _pool.Return(results.Batch);
            }
        }

        if (_instance.State is QueryState.Failed or QueryState.Suspended)
        {
            throw new InvalidOperationException(_instance.Failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _instance.Dispose();
        _queue.Dispose();
    }
}
