using System.Diagnostics.CodeAnalysis;

namespace Reactor.Vmm.Scheduling;

/// <summary>An instance with its place on a vCPU thread.</summary>
/// <remarks>
/// Protocol: whoever has given the instance something to do calls <see cref="Signal"/>; it is queued on its thread unless it is queued or
/// running already. After "idle" the thread looks once more, because a signal may have come during the turn.
/// </remarks>
public sealed class ScheduledInstance
{
    private const int Resting = 0;
    private const int Scheduled = 1;
    private const int ScheduledAgain = 2;

    private readonly InstanceScheduler _scheduler;
    private readonly Func<Quantum> _turn;
    private readonly CancellationToken _stopping;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SchedulerThread _home;
    private int _state;

    internal ScheduledInstance(InstanceScheduler scheduler, Func<Quantum> turn, SchedulerThread home, CancellationToken stopping)
    {
        _scheduler = scheduler;
        _turn = turn;
        _home = home;
        _stopping = stopping;
    }

    /// <summary>Completes when the instance said that it has ended; is cancelled when it was stopped before; faults when a turn threw.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The thread it runs on until it is stolen.</summary>
    internal SchedulerThread Home
    {
        get => Volatile.Read(ref _home);
        set => Volatile.Write(ref _home, value);
    }

    /// <summary>Says that there may be something to do. Any thread may call it, at any time.</summary>
    public void Signal()
    {
        while (true)
        {
            if (Interlocked.CompareExchange(ref _state, Scheduled, Resting) == Resting)
            {
                Home.Enqueue(this);
                return;
            }

            // Between the two the turn may have ended, and nobody would look again.
            if (Interlocked.CompareExchange(ref _state, ScheduledAgain, Scheduled) != Resting)
            {
                return;
            }
        }
    }

    /// <summary>Gives it a turn. Called by the thread that took it from a queue.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The loop's top: whatever a turn throws ends this instance, not the thread.")]
    internal void Run()
    {
        if (_ended.Task.IsCompleted || _stopping.IsCancellationRequested)
        {
            Cancel();
            return;
        }

        Volatile.Write(ref _state, Scheduled);
        Quantum quantum;
        try
        {
            quantum = _turn();
        }
        catch (Exception exception)
        {
            _scheduler.Remove(this);
            _ = _ended.TrySetException(exception);
            return;
        }

        switch (quantum.Outcome)
        {
            case QuantumOutcome.More:
                Home.Enqueue(this);
                break;
            case QuantumOutcome.Idle:
                if (Interlocked.CompareExchange(ref _state, Resting, Scheduled) == ScheduledAgain)
                {
                    Home.Enqueue(this);
                }

                break;
            case QuantumOutcome.After:
                _ = quantum.Until!.ContinueWith(
                    _ => Home.Enqueue(this), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                break;
            default:
                _scheduler.Remove(this);
                _ = _ended.TrySetResult();
                break;
        }
    }

    internal void Cancel()
    {
        _scheduler.Remove(this);
        _ = _ended.TrySetCanceled(_stopping.IsCancellationRequested ? _stopping : new CancellationToken(canceled: true));
    }
}
