using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Reactor.Vmm.Kvm;

/// <summary>The process's one thread that ends guest entries whose deadline has passed.</summary>
/// <remarks>
/// It sleeps until the earliest deadline it has seen. An entry wakes it only when its deadline is earlier than that: with equal
/// deadlines, as in a stream of batches, at most once per deadline's length, because waking a thread costs more than a guest call.
/// <list type="number">
/// <item>The watchdog publishes "wake me for anything", then looks at every armed thread, then publishes the earliest deadline.</item>
/// <item>A thread publishes its deadline (full fence), then compares it with what the watchdog published.</item>
/// </list>
/// So a deadline is either seen by the look or wakes the watchdog.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "There is one, and it lives as long as the process.")]
internal sealed class Watchdog
{
    private readonly AutoResetEvent _noticed = new(initialState: false);
    private readonly Lock _gate = new();
    private ImmutableArray<VcpuThread> _threads = [];
    private long _nextWake = long.MaxValue;
    private bool _started;

    private Watchdog()
    {
    }

    internal static Watchdog Instance { get; } = new();

    internal void Add(VcpuThread thread)
    {
        lock (_gate)
        {
            _threads = _threads.Add(thread);
            if (!_started)
            {
                _started = true;
                new Thread(Watch) { Name = "vmm watchdog", IsBackground = true, Priority = ThreadPriority.AboveNormal }.Start();
            }
        }
    }

    internal void Remove(VcpuThread thread)
    {
        lock (_gate)
        {
            _threads = _threads.Remove(thread);
        }
    }

    /// <summary>Says that a deadline was armed.</summary>
    internal void Notice(long deadline)
    {
        if (deadline < Volatile.Read(ref _nextWake))
        {
            _noticed.Set();
        }
    }

    private void Watch()
    {
        while (true)
        {
            Interlocked.Exchange(ref _nextWake, long.MaxValue);
            ImmutableArray<VcpuThread> threads;
            lock (_gate)
            {
                threads = _threads;
            }

            long now = Stopwatch.GetTimestamp();
            long earliest = long.MaxValue;
            foreach (VcpuThread thread in threads)
            {
                thread.KickIfPast(now);
                earliest = Math.Min(earliest, thread.ArmedDeadline);
            }

            Volatile.Write(ref _nextWake, earliest);
            _ = _noticed.WaitOne(MillisecondsUntil(earliest));
        }
    }

    private static int MillisecondsUntil(long timestamp)
    {
        if (timestamp == long.MaxValue)
        {
            return Timeout.Infinite;
        }

        double left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), timestamp).TotalMilliseconds;
        return (int)Math.Clamp(Math.Ceiling(left), 0, int.MaxValue);
    }
}
