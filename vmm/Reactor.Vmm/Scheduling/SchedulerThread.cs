using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Reactor.Vmm.Scheduling;

/// <summary>One dedicated thread that gives instances turns, in the order in which they became ready.</summary>
internal sealed class SchedulerThread
{
    /// <summary>How long a thread without work looks on before it takes another's: a balanced load never waits that long twice in a row.</summary>
    private const int PatienceMilliseconds = 2;

    private readonly InstanceScheduler _scheduler;
    private readonly Queue<ScheduledInstance> _ready = new();
    private readonly object _gate = new();
    private readonly Thread _thread;
    private readonly bool[] _hadWaiting;
    private int _waiting;
    private bool _isParked;
    private bool _isWoken;
    private bool _isStopping;
    private long _lookedAt;

    internal SchedulerThread(InstanceScheduler scheduler, int number, int count)
    {
        _scheduler = scheduler;
        Number = number;
        _hadWaiting = new bool[count];
        _thread = new Thread(Loop) { Name = $"vcpu-{number}", IsBackground = true };
    }

    internal int Number { get; }

    internal bool IsParked => Volatile.Read(ref _isParked);

    private int Waiting => Volatile.Read(ref _waiting);

    internal void Start() => _thread.Start();

    /// <summary>Puts an instance behind the ready ones.</summary>
    internal void Enqueue(ScheduledInstance instance)
    {
        bool waits;
        lock (_gate)
        {
            _ready.Enqueue(instance);
            _waiting = _ready.Count;
            waits = !_isParked;
            if (_isParked)
            {
                Monitor.Pulse(_gate);
            }
        }

        if (waits)
        {
            _scheduler.CallLookout();
        }
    }

    /// <summary>Has the thread look around, if it is parked.</summary>
    internal void Wake()
    {
        lock (_gate)
        {
            _isWoken = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Has the thread end after the turn that is under way.</summary>
    internal void Stop()
    {
        Volatile.Write(ref _isStopping, true);
        Wake();
    }

    /// <summary>Waits for the thread to end, unless it is the caller: then it ends after the turn.</summary>
    internal void Join()
    {
        if (Thread.CurrentThread != _thread)
        {
            _thread.Join();
        }
    }

    private void Loop()
    {
        while (!Volatile.Read(ref _isStopping))
        {
            if (TryTake(out ScheduledInstance? next))
            {
                next.Run();
            }
            else
            {
                Park();
            }
        }
    }

    private bool TryTake([NotNullWhen(true)] out ScheduledInstance? next)
    {
        bool isTaken;
        int left;
        lock (_gate)
        {
            isTaken = _ready.TryDequeue(out next);
            left = _waiting = _ready.Count;
        }

        if (left > 0)
        {
            _scheduler.CallLookout();
        }

        return isTaken;
    }

    // With instances waiting elsewhere: for a moment, then a look again. Otherwise until woken.
    private void Park()
    {
        bool looksOn = LookOn();
        if (looksOn)
        {
            _scheduler.CountLookouts(1);
        }

        lock (_gate)
        {
            if (_ready.Count == 0 && !_isWoken)
            {
                // Who makes an instance wait looks for a parked thread afterwards: either it finds this one, or this look sees the instance.
                _isParked = true;
                Interlocked.MemoryBarrier();
                _ = Monitor.Wait(_gate, looksOn || OthersWait() ? PatienceMilliseconds : Timeout.Infinite);
                _isParked = false;
            }

            _isWoken = false;
        }

        if (looksOn)
        {
            _scheduler.CountLookouts(-1);
            if (Waiting > 0 && OthersWait())
            {
                _scheduler.CallLookout();
            }
        }
    }

    private bool OthersWait()
    {
        foreach (SchedulerThread other in _scheduler.Threads)
        {
            if (other != this && other.Waiting > 0)
            {
                return true;
            }
        }

        return false;
    }

    // Steals from a thread that had instances waiting at the last look and still has.
    private bool LookOn()
    {
        const int Forgotten = 10;
        long now = Stopwatch.GetTimestamp();
        long patience = Stopwatch.Frequency / 1000 * PatienceMilliseconds;
        bool isDue = now - _lookedAt >= patience;
        bool remembers = now - _lookedAt < Forgotten * patience;
        bool anyWaits = false;
        foreach (SchedulerThread other in _scheduler.Threads)
        {
            if (other == this)
            {
                continue;
            }

            bool waits = other.Waiting > 0;
            if (waits && isDue && remembers && _hadWaiting[other.Number])
            {
                _hadWaiting[other.Number] = false;
                StealFrom(other);
                return false;
            }

            if (isDue || !waits)
            {
                _hadWaiting[other.Number] = waits;
            }

            anyWaits |= waits;
        }

        if (isDue)
        {
            _lookedAt = now;
        }

        return anyWaits;
    }

    // The half that has waited longest.
    private void StealFrom(SchedulerThread other)
    {
        var stolen = new List<ScheduledInstance>();
        lock (other._gate)
        {
            for (int count = (other._ready.Count + 1) / 2; count > 0; count--)
            {
                ScheduledInstance instance = other._ready.Dequeue();
                instance.Home = this;
                stolen.Add(instance);
            }

            other._waiting = other._ready.Count;
        }

        _scheduler.CountStolen(stolen.Count);
        lock (_gate)
        {
            stolen.ForEach(_ready.Enqueue);
            _waiting = _ready.Count;
        }
    }
}
