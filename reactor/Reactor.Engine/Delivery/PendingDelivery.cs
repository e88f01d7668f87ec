using Reactor.Contracts.Results;

namespace Reactor.Engine.Delivery;

/// <summary>A delivery on its way to several reactions; the last one that is done with it gives its batch back.</summary>
internal sealed class PendingDelivery(QueryDelivery delivery, int readers, BatchPool? pool)
{
    private int _readers = readers;

    /// <summary>The delivery.</summary>
    public QueryDelivery Delivery { get; } = delivery;

    /// <summary>Says that one reader is done.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _readers) == 0)
        {
            pool?.Return(Delivery.Results);
        }
    }
}
