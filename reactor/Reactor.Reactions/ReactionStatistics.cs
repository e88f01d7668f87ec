namespace Reactor.Reactions;

/// <summary>Counters of one reaction. Written by its delivery loops, read by anyone.</summary>
public sealed class ReactionStatistics
{
    private long _delivered;
    private long _retries;
    private int _waiting;
    private volatile string? _lastError;

    /// <summary>Events, lines or rows that the receiver has acknowledged.</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>Attempts that failed and were, or will be, repeated.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>Whether some delivery, or the start, waits for the receiver right now.</summary>
    public bool IsWaiting => Volatile.Read(ref _waiting) > 0;

    /// <summary>Why the latest attempt failed; null if none did.</summary>
    public string? LastError => _lastError;

    internal void AddDelivered(long count) => Interlocked.Add(ref _delivered, count);

    internal void AddRetry(string error)
    {
        _lastError = error;
        Interlocked.Increment(ref _retries);
    }

    internal void BeginWaiting(string error)
    {
        _lastError = error;
        Interlocked.Increment(ref _waiting);
    }

    internal void EndWaiting() => Interlocked.Decrement(ref _waiting);
}
