namespace Reactor.Vmm.Metrics;

/// <summary>What happens too often to tell an instrument each time: counted by each host thread for itself, summed when somebody asks.</summary>
/// <remarks>
/// Only the owning thread writes, so counting is one plain addition. Readers may see a count a moment late. What threads have counted that
/// are gone by now is kept in one place.
/// </remarks>
internal sealed class ThreadCounters
{
    private static readonly Lock Gate = new();
    private static readonly List<ThreadCounters> Living = [];
    private static readonly ThreadCounters Ended = new();

    // One slot per kind of exit.
    private readonly long[] _exits = new long[(int)ExitKind.Other + 1];
    private long _invocations;

    internal void CountExit(ExitKind kind) => _exits[(int)kind]++;

    internal void CountInvocation() => _invocations++;

    /// <summary>Makes the counters of a thread.</summary>
    internal static ThreadCounters Register()
    {
        var counters = new ThreadCounters();
        lock (Gate)
        {
            Living.Add(counters);
        }

        return counters;
    }

    /// <summary>The thread has ended: what it counted stays.</summary>
    internal void Retire()
    {
        lock (Gate)
        {
            if (Living.Remove(this))
            {
                Ended.Add(this);
            }
        }
    }

    internal static long Exits(ExitKind kind)
    {
        lock (Gate)
        {
            return Ended._exits[(int)kind] + Living.Sum(counters => Volatile.Read(ref counters._exits[(int)kind]));
        }
    }

    internal static long Invocations()
    {
        lock (Gate)
        {
            return Ended._invocations + Living.Sum(counters => Volatile.Read(ref counters._invocations));
        }
    }

    private void Add(ThreadCounters other)
    {
        for (int i = 0; i < _exits.Length; i++)
        {
            _exits[i] += other._exits[i];
        }

        _invocations += other._invocations;
    }
}
