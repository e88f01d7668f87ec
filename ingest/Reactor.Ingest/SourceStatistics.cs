using Reactor.Contracts.Changes;

namespace Reactor.Ingest;

/// <summary>Counters of one source since it was made. Thread-safe; each value is exact, several are not read at one instant.</summary>
public sealed class SourceStatistics
{
    private readonly Lock _gate = new();
    private long _received;
    private long _changes;
    private long _units;
    private long _malformed;
    private long _skipped;
    private long _bootstrapChanges;
    private SourcePosition? _lastPosition;
    private string? _lastError;
    private SourceState _state;

    /// <summary>Values that arrived: lines, messages, events. Each ends up in changes, in <see cref="Malformed"/> or in <see cref="Skipped"/>.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Changes written to the channel, bootstrap included.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>Those of <see cref="Changes"/> that were initial state.</summary>
    public long BootstrapChanges => Interlocked.Read(ref _bootstrapChanges);

    /// <summary>Live units whose end was written to the channel.</summary>
    public long Units => Interlocked.Read(ref _units);

    /// <summary>Values that could not be understood and were left out.</summary>
    public long Malformed => Interlocked.Read(ref _malformed);

    /// <summary>Values that carry no change by design: tombstones, heartbeats, transaction marks.</summary>
    public long Skipped => Interlocked.Read(ref _skipped);

    /// <summary>Position of the last change written; null before the first. With several partitions, of whichever wrote last.</summary>
    public SourcePosition? LastPosition
    {
        get
        {
            lock (_gate)
            {
                return _lastPosition;
            }
        }
    }

    /// <summary>The last problem with data or connection, also after it was overcome; null when there was none.</summary>
    public string? LastError
    {
        get
        {
            lock (_gate)
            {
                return _lastError;
            }
        }
    }

    /// <summary>What the source is doing.</summary>
    public SourceState State
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    /// <summary>Counts a value that arrived.</summary>
    public void CountReceived() => Interlocked.Increment(ref _received);

    /// <summary>Counts a value that carries no change by design.</summary>
    public void CountSkipped() => Interlocked.Increment(ref _skipped);

    /// <summary>Counts a value that was left out.</summary>
    /// <param name="reason">Becomes <see cref="LastError"/>.</param>
    public void CountMalformed(string reason)
    {
        Interlocked.Increment(ref _malformed);
        lock (_gate)
        {
            _lastError = reason;
        }
    }

    /// <summary>Counts a batch that was written to the channel.</summary>
    public void CountWritten(ChangeBatch batch)
    {
        var count = batch.Changes.Count;
        Interlocked.Add(ref _changes, count);
        if (batch.Phase == BatchPhase.Live)
        {
            Interlocked.Add(ref _units, batch.TransactionEnds?.Count ?? count);
        }
        else
        {
            Interlocked.Add(ref _bootstrapChanges, count);
        }

        if (count > 0)
        {
            lock (_gate)
            {
                _lastPosition = batch.Changes[count - 1].Position;
            }
        }
    }

    /// <summary>Notes what the source is doing from now on.</summary>
    /// <param name="state">The new state.</param>
    /// <param name="error">Why, when something went wrong; null keeps <see cref="LastError"/>.</param>
    /// <returns>Whether the state is another than before, so that each turn is logged once.</returns>
    public bool Enter(SourceState state, string? error = null)
    {
        lock (_gate)
        {
            _lastError = error ?? _lastError;
            var changed = _state != state;
            _state = state;
            return changed;
        }
    }
}
