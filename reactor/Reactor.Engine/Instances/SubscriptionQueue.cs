using System.Collections.Concurrent;
using Reactor.Contracts.Changes;

namespace Reactor.Engine.Instances;

/// <summary>
/// Batches of one source on their way to one query, bounded. Protocol:
/// 1. the source's dispatcher awaits <see cref="EnqueueAsync"/>, which waits for a place when the query is behind;
/// 2. the query's vCPU thread takes batches with <see cref="TryPeekTicket"/> and <see cref="TryDequeue"/>, which frees the place;
/// 3. the dispatcher calls <see cref="Complete"/> behind the last batch;
/// 4. a query that has failed calls <see cref="Detach"/>: from then on batches are dropped, so that it holds nobody up.
/// </summary>
internal sealed class SubscriptionQueue : IDisposable
{
    private readonly ConcurrentQueue<(long Ticket, ChangeBatch Batch)> _batches = new();
    private readonly ArrivalOrder _order;
    private readonly SemaphoreSlim _places;
    private readonly CancellationTokenSource _detached = new();
    private volatile bool _completed;

    /// <summary>Makes a queue.</summary>
    /// <param name="source">Name of the source.</param>
    /// <param name="number">Number of the source among the query's sources.</param>
    /// <param name="order">Arrival order of the query's batches; shared by its queues.</param>
    /// <param name="capacityBatches">Batches that may wait.</param>
    public SubscriptionQueue(string source, int number, ArrivalOrder order, int capacityBatches)
    {
        Source = source;
        Number = number;
        _order = order;
        _places = new SemaphoreSlim(capacityBatches, capacityBatches);
    }

    /// <summary>Name of the source.</summary>
    public string Source { get; }

    /// <summary>Number of the source among the query's sources.</summary>
    public int Number { get; }

    /// <summary>Whether the source's bootstrap has been taken whole. Written and read by the vCPU thread only.</summary>
    public bool HasBootstrapped { get; set; }

    /// <summary>Whether nothing waits and nothing will come.</summary>
    public bool IsDrained => _completed && _batches.IsEmpty;

    /// <summary>Puts a batch behind the others, waiting for a place.</summary>
    public async ValueTask EnqueueAsync(ChangeBatch batch, CancellationToken cancellationToken)
    {
        if (_detached.IsCancellationRequested)
        {
            return;
        }

        if (!_places.Wait(0, CancellationToken.None))
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _detached.Token);
            try
            {
                await _places.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (_detached.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }

        _batches.Enqueue((_order.Next(), batch));
    }

    /// <summary>When the first waiting batch arrived, as a number that rises over all queues.</summary>
    public bool TryPeekTicket(out long ticket)
    {
        var found = _batches.TryPeek(out var first);
        ticket = first.Ticket;
        return found;
    }

    /// <summary>Takes the first waiting batch.</summary>
    public bool TryDequeue(out ChangeBatch? batch)
    {
        if (!_batches.TryDequeue(out var first))
        {
            batch = null;
            return false;
        }

        _places.Release();
        batch = first.Batch;
        return true;
    }

    /// <summary>Says that no batch will come.</summary>
    public void Complete() => _completed = true;

    /// <summary>Drops what waits and whatever comes.</summary>
    public void Detach()
    {
        _detached.Cancel();
        _batches.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _places.Dispose();
        _detached.Dispose();
    }
}
