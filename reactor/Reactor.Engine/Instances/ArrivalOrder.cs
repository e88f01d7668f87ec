namespace Reactor.Engine.Instances;

/// <summary>Numbers the batches that arrive at one query, so that live order over several sources is arrival order.</summary>
internal sealed class ArrivalOrder
{
    private long _last;

    /// <summary>The next number, from 1. Thread-safe.</summary>
    public long Next() => Interlocked.Increment(ref _last);
}
