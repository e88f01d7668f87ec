namespace Reactor.Vmm.Scheduling;

/// <summary>Gives ready instances turns on a few dedicated threads, so that many of them share the machine's cores fairly.</summary>
/// <remarks>
/// <para>A turn is what one call of the instance's function does: one entry into its guest. An instance that has more to do goes behind the
/// others of its thread, so none starves. It stays on its thread, where its shell and caches are warm (moving costs 40 to 70 µs), until a thread
/// without work has seen others wait there for 2 ms: then that thread takes half of those that wait, and keeps them.</para>
/// <para>Who enters a <see cref="MicroVm"/> directly has nothing to do with it: there is no hand-over on that path. The function may as well run
/// something that is not a micro-VM.</para>
/// <para>Thread-safe.</para>
/// </remarks>
public sealed class InstanceScheduler : IDisposable
{
    private readonly SchedulerThread[] _threads;
    private readonly HashSet<ScheduledInstance> _instances = [];
    private readonly Lock _gate = new();
    private int _next;
    private int _lookouts;
    private long _stolen;
    private bool _isDisposed;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">How many, 1 to 1024; one per core unless given.</param>
    public InstanceScheduler(int? threads = null)
    {
        int count = threads ?? Environment.ProcessorCount;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(threads));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 1024, nameof(threads));
        _threads = [.. Enumerable.Range(0, count).Select(number => new SchedulerThread(this, number, count))];
        Array.ForEach(_threads, thread => thread.Start());
    }

    /// <summary>Threads that give turns.</summary>
    public int ThreadCount => _threads.Length;

    /// <summary>How often an instance was taken over by another thread.</summary>
    public long StolenCount => Interlocked.Read(ref _stolen);

    internal ReadOnlySpan<SchedulerThread> Threads => _threads;

    /// <summary>Takes on an instance; it gets its first turn when it is signalled.</summary>
    /// <param name="turn">Runs it once, until its guest leaves, and says when it wants to run next. Never called by two threads at once.</param>
    /// <param name="stopping">When it is cancelled, the instance gets no more turns; a signal makes that noticed.</param>
    /// <exception cref="ObjectDisposedException">The scheduler is disposed.</exception>
    public ScheduledInstance Add(Func<Quantum> turn, CancellationToken stopping = default)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var instance = new ScheduledInstance(this, turn, _threads[_next], stopping);
            _next = (_next + 1) % _threads.Length;
            _ = _instances.Add(instance);
            return instance;
        }
    }

    /// <summary>Ends the threads after the turns that are under way. Instances that have not ended are cancelled.</summary>
    public void Dispose()
    {
        ScheduledInstance[] left;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        Array.ForEach(_threads, thread => thread.Stop());
        Array.ForEach(_threads, thread => thread.Join());
        lock (_gate)
        {
            left = [.. _instances];
        }

        Array.ForEach(left, instance => instance.Cancel());
    }

    internal void Remove(ScheduledInstance instance)
    {
        lock (_gate)
        {
            _ = _instances.Remove(instance);
        }
    }

    /// <summary>Says that an instance waits behind another: a parked thread, if there is one and none does so yet, looks on.</summary>
    internal void CallLookout()
    {
        if (_threads.Length == 1)
        {
            return;
        }

        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _lookouts) > 0)
        {
            return;
        }

        foreach (SchedulerThread thread in _threads)
        {
            if (thread.IsParked)
            {
                thread.Wake();
                return;
            }
        }
    }

    internal void CountLookouts(int change) => Interlocked.Add(ref _lookouts, change);

    internal void CountStolen(int count) => Interlocked.Add(ref _stolen, count);
}
