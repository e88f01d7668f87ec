using System.Collections.Concurrent;
using Reactor.Contracts.Results;

namespace Reactor.Engine.Delivery;

/// <summary>
/// Result batches of one query, reused when every reader is done with them: a batch is as large as what an inbox full of changes gives.
/// Bounded by the queues the batches travel through, which is where one that was rented can be.
/// </summary>
internal sealed class BatchPool
{
    private readonly ConcurrentQueue<ResultBatch> _free = new();

    /// <summary>An empty batch.</summary>
    public ResultBatch Rent() => _free.TryDequeue(out var batch) ? batch : new ResultBatch();

    /// <summary>Takes a batch back that nobody reads any more.</summary>
    public void Return(ResultBatch batch)
    {
        batch.Clear();
        _free.Enqueue(batch);
    }
}
