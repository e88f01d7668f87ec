using System.Threading.Channels;
using Reactor.Contracts.Guests;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Results;
using Reactor.Engine.Delivery;
using Reactor.Vmm.Pool;

namespace Reactor.Engine.Instances;

/// <summary>
/// One running query: its guest, its waiting changes, its validated results. Entered by one vCPU thread at a time:
/// <see cref="RunOnce"/> copies what waits into the inbox, runs the guest and hands the results on.
/// </summary>
internal sealed class QueryInstance : IDisposable
{
    private readonly IGuestInstance _guest;
    private readonly UnitFeeder _feeder;
    private readonly ResultValidator _validator;
    private readonly ChannelWriter<InstanceResults> _results;
    private readonly BatchPool _pool;
    private readonly TimeSpan _deadline;
    private readonly long _memoryBytes;
    private readonly IReadOnlyList<SubscriptionQueue> _queues;
    private byte[] _outboxCopy = new byte[64 * 1024];
    private InstanceResults? _unsent;
    private ResultBatch _batch;
    private bool _opened;

    /// <summary>Makes an instance around a fresh guest, which it owns.</summary>
    public QueryInstance(
        QueryManifest manifest,
        IGuestInstance guest,
        IReadOnlyList<SubscriptionQueue> queues,
        ChannelWriter<InstanceResults> results,
        BatchPool pool,
        TimeProvider time,
        InstanceLimits limits)
    {
        Manifest = manifest;
        _guest = guest;
        _queues = queues;
        _feeder = new UnitFeeder(manifest, queues, time, limits.Clock);
        _validator = new ResultValidator(manifest.Columns.Count);
        _results = results;
        _pool = pool;
        _batch = pool.Rent();
        _deadline = limits.EntryDeadline;
        _memoryBytes = limits.MemoryBytes;
    }

    /// <summary>The query.</summary>
    public QueryManifest Manifest { get; }

    /// <summary>Where the query is in its life.</summary>
    public QueryState State { get; private set; }

    /// <summary>Why it failed or is suspended, or null.</summary>
    public string? Failure { get; private set; }

    /// <summary>Entries into the guest.</summary>
    public long Entries { get; private set; }

    /// <summary>Changes the guest was given.</summary>
    public long Changes => _feeder.Changes;

    /// <summary>Units the guest was given.</summary>
    public long Units => (long)_feeder.LastUnit;

    /// <summary>Rows that stand in error.</summary>
    public long RowErrors => _validator.StandingRowErrors;

    /// <summary>Message of the newest row error, or null.</summary>
    public string? NewestRowError => _validator.NewestRowError;

    /// <summary>After <see cref="RunOutcome.Idle"/>: in how long to run it again though nothing arrives, because a timer is due then; null for no timer.</summary>
    public TimeSpan? UntilDue { get; private set; }

    /// <summary>Runs the guest on what waits.</summary>
    /// <returns>What the scheduler should do with the instance next.</returns>
    public RunOutcome RunOnce()
    {
        if (_unsent is not null)
        {
            if (!_results.TryWrite(_unsent.Value))
            {
                return RunOutcome.ResultsBlocked;
            }

            _unsent = null;
        }

        try
        {
            if (!_opened && !Open())
            {
                return RunOutcome.Ended;
            }

            // Before the inbox is touched: that would wake a guest that rests.
            UntilDue = _feeder.IsIdle && _validator.NextDueNs is { } due ? _feeder.UntilDue(due) : null;
            var length = UntilDue <= TimeSpan.Zero ? _feeder.Advance(_guest.Inbox)
                : _feeder.IsIdle ? 0
                : _feeder.Fill(_guest.Inbox);
            if (length == 0)
            {
                return RestUntilThereIsMore();
            }

            if (!Apply(length))
            {
                return RunOutcome.Ended;
            }
        }
        catch (Exception refusal) when (refusal is ChangeTooLargeException or MemoryBudgetException)
        {
            Fail(refusal.Message);
            return RunOutcome.Ended;
        }

        var completesBootstrap = State == QueryState.Bootstrapping && _feeder.HasBootstrapped;
        if (completesBootstrap)
        {
            State = QueryState.Running;
        }

        return HandOn(completesBootstrap);
    }

    /// <summary>Completes when results may be written again after <see cref="RunOutcome.ResultsBlocked"/>; false when nobody reads them any more.</summary>
    public ValueTask<bool> WaitForResultsSpaceAsync(CancellationToken cancellationToken) => _results.WaitToWriteAsync(cancellationToken);

    /// <summary>Frees the guest. No entry may be under way.</summary>
    public void Dispose() => _guest.Dispose();

    private bool Open()
    {
        _opened = true;
        Entries++;
        return Drain(_guest.Enter(GuestCommand.Open, (uint)Manifest.Number, 0, 0, _deadline));
    }

    private bool Apply(int length)
    {
        Entries++;
        return Drain(_guest.Enter(GuestCommand.Apply, 0, length, _feeder.ClockNs, _deadline));
    }

    /// <summary>Reads the outbox until the command is done.</summary>
    private bool Drain(GuestExit exit)
    {
        while (true)
        {
            if (!exit.IsHealthy)
            {
                Stop(
                    exit.Reason is GuestExitReason.QueryLimit or GuestExitReason.MemoryExhausted ? QueryState.Suspended : QueryState.Failed,
                    exit.Reason == GuestExitReason.QueryLimit
                        ? $"query '{Manifest.Name}' reached a limit: {exit.Detail}"
                        : $"{Describe(exit.Reason)} in unit {_feeder.LastUnit}: {exit.Detail}{Remedy(exit.Reason)}");
                return false;
            }

            var length = exit.OutboxLength;
            if (length > 0)
            {
                if (_outboxCopy.Length < length)
                {
                    _outboxCopy = new byte[Math.Max(length, 2 * _outboxCopy.Length)];
                }

                // The copy is what gets validated: the guest may not change it afterwards.
                _guest.Outbox[..length].CopyTo(_outboxCopy);
                if (!_validator.TryAppend(_outboxCopy.AsSpan(0, length), _feeder.LastUnit, _batch, out var error))
                {
                    Fail($"the guest's results are malformed: {error}");
                    return false;
                }
            }

            if (exit.Reason == GuestExitReason.Done)
            {
                break;
            }

            Entries++;
            exit = _guest.Continue(_deadline);
        }

        if (_validator.IsInsideDiff)
        {
            Fail("the guest's results are malformed: a command ended inside a diff");
            return false;
        }

        return true;
    }

    private RunOutcome HandOn(bool completesBootstrap)
    {
        if (_batch.DiffCount == 0 && !completesBootstrap)
        {
            return RunOutcome.MoreWaiting;
        }

        var full = new InstanceResults(_batch, completesBootstrap);
        _batch = _pool.Rent();
        if (_results.TryWrite(full))
        {
            return RunOutcome.MoreWaiting;
        }

        _unsent = full;
        return RunOutcome.ResultsBlocked;
    }

    private RunOutcome RestUntilThereIsMore()
    {
        if (_feeder.IsDrained)
        {
            return Finish();
        }

        _guest.Rest();
        return RunOutcome.Idle;
    }

    private RunOutcome Finish()
    {
        State = QueryState.Completed;
        _results.TryComplete();
        return RunOutcome.Ended;
    }

    private void Fail(string reason) => Stop(QueryState.Failed, reason);

    private void Stop(QueryState state, string reason)
    {
        Failure = reason;
        State = state;
        foreach (var queue in _queues)
        {
            queue.Detach();
        }

        _results.TryComplete();
    }

    private string Remedy(GuestExitReason reason) => reason switch
    {
        GuestExitReason.DeadlineExceeded => $"; spec.runtime.unitDeadline is {_deadline.TotalMilliseconds:0} ms",
        GuestExitReason.MemoryExhausted => $"; spec.runtime.memory is {_memoryBytes >> 20} MiB",
        _ => "",
    };

    private static string Describe(GuestExitReason reason) => reason switch
    {
        GuestExitReason.Failed => "the guest failed",
        GuestExitReason.Trapped => "the guest trapped",
        GuestExitReason.DeadlineExceeded => "the guest exceeded its deadline",
        GuestExitReason.MemoryExhausted => "the guest exhausted its memory",
        GuestExitReason.ProtocolViolation => "the guest broke the protocol",
        GuestExitReason.Killed => "the guest was killed",
        GuestExitReason.LimitExceeded => "the guest exceeded a limit",
        _ => reason.ToString(),
    };
}
