using Reactor.Contracts.Changes;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Resources;
using Reactor.Contracts.Wire;

namespace Reactor.Engine.Instances;

/// <summary>
/// Cuts the waiting batches of one query into units and writes them as records (docs/abi.md, section 3). A unit may end in a later
/// inbox than it began in. First comes the bootstrap unit, which ends when every source has bootstrapped; then live units in order of arrival.
/// </summary>
internal sealed class UnitFeeder
{
    private readonly QueryManifest _manifest;
    private readonly IReadOnlyList<SubscriptionQueue> _queues;
    private readonly ChangeEncoder?[] _encoders;
    private readonly TimeProvider _time;
    private readonly QueryClockSettings _clock;

    private const long NanosPerTick = 100;

    private SubscriptionQueue? _queue;
    private ChangeBatch? _batch;
    private int _index;
    private int _transaction;
    private bool _unitIsOpen;
    private bool _bootstrapping = true;
    private long _clockNs;

    /// <summary>Makes a feeder for one query.</summary>
    /// <param name="manifest">The query.</param>
    /// <param name="queues">Its sources, by number.</param>
    /// <param name="time">The host's clock.</param>
    /// <param name="clock">How the query's clock follows it.</param>
    public UnitFeeder(QueryManifest manifest, IReadOnlyList<SubscriptionQueue> queues, TimeProvider time, QueryClockSettings clock)
    {
        _manifest = manifest;
        _queues = queues;
        _encoders = new ChangeEncoder?[queues.Count];
        _time = time;
        _clock = clock;
    }

    /// <summary>Number of the newest unit that has begun; 0 before the bootstrap unit.</summary>
    public ulong LastUnit { get; private set; }

    /// <summary>Whether the bootstrap unit has been written whole.</summary>
    public bool HasBootstrapped => !_bootstrapping;

    /// <summary>The clock of the newest unit, nanoseconds since the Unix epoch.</summary>
    public long ClockNs => _clockNs;

    /// <summary>Changes written so far.</summary>
    public long Changes { get; private set; }

    /// <summary>Effective times that were clamped because they lay too far ahead.</summary>
    public long ClampedTimes { get; private set; }

    private long NowNs => (_time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) * NanosPerTick;

    /// <summary>How far the clock may go while nothing waits.</summary>
    private long LatestClockNs => NowNs - (_clock.Basis == ClockBasis.Arrival ? 0 : _clock.Lag.Ticks * NanosPerTick);

    /// <summary>Whether nothing waits to be written at this moment.</summary>
    public bool IsIdle
    {
        get
        {
            if (_batch is not null)
            {
                return false;
            }

            foreach (var queue in _queues)
            {
                if (queue.TryPeekTicket(out _))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Whether there is nothing left to write and nothing will come.</summary>
    public bool IsDrained
    {
        get
        {
            if (_batch is not null)
            {
                return false;
            }

            foreach (var queue in _queues)
            {
                if (!queue.IsDrained)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Writes as many records as fit, but never the end of the bootstrap unit and a later unit.</summary>
    /// <param name="inbox">Where.</param>
    /// <returns>Bytes written; 0 when nothing waits.</returns>
    /// <exception cref="ChangeTooLargeException">A single change does not fit into an empty inbox.</exception>
    public int Fill(Span<byte> inbox)
    {
        var length = 0;
        var wasBootstrapping = _bootstrapping;
        while ((_batch is not null || TakeNext()) && FeedBatch(inbox, ref length))
        {
            _batch = null;
            if (wasBootstrapping != _bootstrapping)
            {
                break;
            }
        }

        return length;
    }

    /// <summary>How long until a timer of the query may fire; zero or less when the clock may go past it now, null when that has to wait for changes.</summary>
    /// <param name="dueNs">When the timer is due, nanoseconds since the Unix epoch.</param>
    public TimeSpan? UntilDue(long dueNs)
    {
        if (_bootstrapping || _unitIsOpen)
        {
            return null;
        }

        var ns = Int128.Max((Int128)dueNs - LatestClockNs, 0);
        return ns == 0 ? TimeSpan.Zero : TimeSpan.FromTicks((long)Int128.Min((ns / NanosPerTick) + 1, TimeSpan.TicksPerDay));
    }

    /// <summary>Writes a unit that moves the clock as far as it may go without changes.</summary>
    /// <param name="inbox">Where; it is empty.</param>
    /// <returns>Bytes written.</returns>
    public int Advance(Span<byte> inbox)
    {
        var length = 0;
        _ = TryBegin(inbox, ref length, UnitKind.Timer, LatestClockNs) && TryEndUnit(inbox, ref length);
        return length;
    }

    private bool TakeNext()
    {
        SubscriptionQueue? next = null;
        if (_unitIsOpen && !_bootstrapping)
        {
            next = _queue; // a transaction goes on in its own source's next batch
        }
        else
        {
            var first = long.MaxValue;
            foreach (var queue in _queues)
            {
                if (!(_bootstrapping && queue.HasBootstrapped) && queue.TryPeekTicket(out var ticket) && ticket < first)
                {
                    first = ticket;
                    next = queue;
                }
            }
        }

        if (next is null || !next.TryDequeue(out _batch))
        {
            return false;
        }

        _queue = next;
        _index = 0;
        _transaction = 0;
        _encoders[next.Number] ??= new ChangeEncoder(_manifest, (ushort)next.Number, _batch!.Vocabulary);
        return true;
    }

    /// <summary>Writes the rest of the current batch; false when the inbox is full.</summary>
    private bool FeedBatch(Span<byte> inbox, ref int length)
    {
        var batch = _batch!;
        if (batch.Phase != BatchPhase.Live)
        {
            return FeedBootstrap(batch, inbox, ref length);
        }

        var encoder = _encoders[_queue!.Number]!;
        var ends = batch.TransactionEnds;
        while (true)
        {
            // Behind the last change of a unit: close it if any of its changes concerned the query.
            if (_index > 0 && IsUnitEnd(ends))
            {
                if (_unitIsOpen && !TryEndUnit(inbox, ref length))
                {
                    return false;
                }

                if (ends is not null)
                {
                    _transaction++;
                }
            }

            if (_index == batch.Changes.Count)
            {
                return true;
            }

            var change = batch.Changes[_index];
            if (encoder.Concerns(change)
                && !((_unitIsOpen || TryBeginUnit(inbox, ref length, ends is null ? UnitKind.Change : UnitKind.Transaction, change.EffectiveTimeNs))
                    && TryWrite(encoder, change, inbox, ref length)))
            {
                return false;
            }

            _index++;
        }
    }

    private bool IsUnitEnd(IReadOnlyList<int>? ends) => ends is null || (_transaction < ends.Count && ends[_transaction] == _index);

    private bool FeedBootstrap(ChangeBatch batch, Span<byte> inbox, ref int length)
    {
        if (!_unitIsOpen && !TryBeginUnit(inbox, ref length, UnitKind.Bootstrap, batch.Changes.Count == 0 ? 0 : batch.Changes[0].EffectiveTimeNs))
        {
            return false;
        }

        var encoder = _encoders[_queue!.Number]!;
        for (; _index < batch.Changes.Count; _index++)
        {
            var change = batch.Changes[_index];
            if (encoder.Concerns(change) && !TryWrite(encoder, change, inbox, ref length))
            {
                return false;
            }
        }

        if (batch.Phase == BatchPhase.BootstrapEnd)
        {
            var isLast = true;
            foreach (var queue in _queues)
            {
                isLast &= queue.HasBootstrapped || queue == _queue;
            }

            if (isLast && !TryEndUnit(inbox, ref length))
            {
                return false;
            }

            _queue.HasBootstrapped = true;
            _bootstrapping = !isLast;
        }

        return true;
    }

    private bool TryBeginUnit(Span<byte> inbox, ref int length, UnitKind kind, long effectiveTimeNs)
    {
        var latest = NowNs + (_clock.MaxAhead.Ticks * NanosPerTick);
        if (!TryBegin(inbox, ref length, kind, _clock.Basis == ClockBasis.Arrival ? NowNs : Math.Min(effectiveTimeNs, latest)))
        {
            return false;
        }

        if (_clock.Basis == ClockBasis.Effective && effectiveTimeNs > latest)
        {
            ClampedTimes++;
        }

        return true;
    }

    private bool TryBegin(Span<byte> inbox, ref int length, UnitKind kind, long clock)
    {
        var written = ChangeEncoder.WriteUnitBegin(inbox[length..], kind, LastUnit + 1, clock);
        if (written == 0)
        {
            return false;
        }

        length += written;
        LastUnit++;
        _clockNs = Math.Max(_clockNs, clock);
        _unitIsOpen = true;
        return true;
    }

    private bool TryEndUnit(Span<byte> inbox, ref int length)
    {
        var written = ChangeEncoder.WriteUnitEnd(inbox[length..]);
        length += written;
        _unitIsOpen = _unitIsOpen && written == 0;
        return written != 0;
    }

    private bool TryWrite(ChangeEncoder encoder, ElementChange change, Span<byte> inbox, ref int length)
    {
        var written = encoder.Write(inbox[length..], change);
        if (written == 0)
        {
            // Only the unit's begin may stand before a change that still does not fit: then no inbox will ever be large enough.
            return length <= WireLayout.UnitBeginBytes ? throw new ChangeTooLargeException(_queue!.Source, change.Position, inbox.Length) : false;
        }

        length += written;
        Changes++;
        return true;
    }
}
