namespace Reactor.Engine.Instances;

/// <summary>
/// An instance with its place on a vCPU thread. Protocol: whoever has given the instance something to do calls <see cref="Signal"/>; it is put
/// on its thread's queue unless it is there (or running) already. The thread runs it; after "idle" it looks once more, because a signal may
/// have come while it was still marked as scheduled.
/// </summary>
internal sealed class ScheduledInstance(QueryInstance instance, VcpuThread thread, CancellationToken stopping)
{
    private const int Resting = 0;
    private const int Scheduled = 1;
    private const int ScheduledAgain = 2;

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state;

    /// <summary>The instance.</summary>
    public QueryInstance Instance { get; } = instance;

    /// <summary>Completes when the instance has completed or failed; faults when running it threw.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Says that there may be something to do.</summary>
    public void Signal()
    {
        if (Interlocked.CompareExchange(ref _state, Scheduled, Resting) == Resting)
        {
            thread.Enqueue(this);
        }
        else
        {
            Interlocked.CompareExchange(ref _state, ScheduledAgain, Scheduled);
        }
    }

    /// <summary>Runs the instance once. Called by its thread only.</summary>
    public void Run()
    {
        if (_ended.Task.IsCompleted || stopping.IsCancellationRequested)
        {
            _ended.TrySetCanceled(stopping);
            return;
        }

        Volatile.Write(ref _state, Scheduled);
        RunOutcome outcome;
        try
        {
            outcome = Instance.RunOnce();
        }
#pragma warning disable CA1031 // the loop's top: whatever a guest's host code throws ends this query, not the thread
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _ended.TrySetException(exception);
            return;
        }

        switch (outcome)
        {
            case RunOutcome.MoreWaiting:
                thread.Enqueue(this);
                break;
            case RunOutcome.Idle:
                if (Interlocked.CompareExchange(ref _state, Resting, Scheduled) == ScheduledAgain)
                {
                    thread.Enqueue(this);
                }

                break;
            case RunOutcome.ResultsBlocked:
                ResumeWhenResultsAreRead();
                break;
            default:
                _ended.TrySetResult();
                break;
        }
    }

    private void ResumeWhenResultsAreRead()
    {
        var wait = Instance.WaitForResultsSpaceAsync(stopping).AsTask();
        wait.ContinueWith(
            _ => thread.Enqueue(this), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
