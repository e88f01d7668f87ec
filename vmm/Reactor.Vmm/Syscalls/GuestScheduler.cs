using System.Globalization;
using System.Text;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Snapshots;

namespace Reactor.Vmm.Syscalls;

/// <summary>A guest's threads on its one vCPU: cooperative, switched only at system calls that block, yield or end a thread.</summary>
/// <remarks>
/// <para>A system call that gives the CPU up parks the current thread with the value the call shall return; <see cref="TrySettle"/> then
/// loads the next one, in the order in which they became able to run. Only settling needs the vCPU: a thread that a call has parked or
/// created takes over the vCPU's x87, SSE and AVX state there. Threads whose timeout has passed on the guest's clock join that order
/// at each switch, earliest timeout first. When none can run, time passes to the earliest timeout; when there is none, the guest is deadlocked.</para>
/// <para>There is no preemption: where a thread is switched must not depend on the host's speed, or a replay would differ. A thread that
/// computes for ever starves the others, and ends the guest at its deadline. Between two commands of the host no thread runs.</para>
/// </remarks>
internal sealed class GuestScheduler(int capacity)
{
    private const int MaxNamed = 8;
    private const int MaxId = 1 << 30;

    private readonly Queue<GuestThread> _ready = new();
    private readonly List<GuestThread> _blocked = [];
    private readonly List<GuestThread> _uncaptured = [];
    private GuestThread? _current = new(1);
    private int _lastId = 1;

    /// <summary>Most threads the guest may have.</summary>
    internal int Capacity { get; } = capacity;

    /// <summary>The thread whose system call is being answered, or that runs.</summary>
    internal GuestThread Current => _current ?? throw new InvalidOperationException("No thread is current.");

    internal int ThreadCount => _ready.Count + _blocked.Count + (_current is null ? 0 : 1);

    /// <summary>The current thread; <see langword="null"/> when it has given the CPU up or ended, as in a stopped guest it may have.</summary>
    internal GuestThread? Running => _current;

    /// <summary>Every thread but the current one.</summary>
    internal IEnumerable<GuestThread> Others => _ready.Concat(_blocked);

    /// <summary>Whether the current thread has given the CPU up.</summary>
    internal bool NeedsSwitch => _current is null;

    internal GuestScheduler Copy()
    {
        var copy = new GuestScheduler(Capacity) { _current = _current?.Copy(), _lastId = _lastId };
        foreach (GuestThread thread in _ready)
        {
            copy._ready.Enqueue(thread.Copy());
        }

        foreach (GuestThread thread in _blocked)
        {
            copy._blocked.Add(thread.Copy());
        }

        return copy;
    }

    /// <summary>Writes the threads of a guest that has stopped between two commands.</summary>
    internal void Save(StateWriter writer)
    {
        writer.Int32(_lastId);
        Current.Save(writer);
        writer.Int32(_ready.Count);
        foreach (GuestThread thread in _ready)
        {
            thread.Save(writer);
        }

        writer.Int32(_blocked.Count);
        foreach (GuestThread thread in _blocked)
        {
            thread.Save(writer);
        }
    }

    /// <param name="reader">What <see cref="Save"/> wrote, hostile.</param>
    /// <param name="capacity">Most threads.</param>
    internal static GuestScheduler Load(ref StateReader reader, int capacity)
    {
        int lastId = reader.Int32(1, MaxId, "its highest thread id is impossible");
        var scheduler = new GuestScheduler(capacity) { _lastId = lastId, _current = GuestThread.Load(ref reader, lastId) };
        var ids = new HashSet<int> { scheduler.Current.Id };
        int ready = reader.Int32(0, capacity, "it has too many threads");
        for (int i = 0; i < ready; i++)
        {
            scheduler._ready.Enqueue(LoadParked(ref reader, lastId, ids));
        }

        int blocked = reader.Int32(0, capacity, "it has too many threads");
        for (int i = 0; i < blocked; i++)
        {
            scheduler._blocked.Add(LoadParked(ref reader, lastId, ids));
        }

        reader.Require(scheduler.ThreadCount <= capacity, "it has too many threads");
        return scheduler;
    }

    /// <summary>Finds a thread that has not ended.</summary>
    internal GuestThread? Find(int id) => _current?.Id == id ? _current : Others.FirstOrDefault(thread => thread.Id == id);

    /// <summary>Adds a thread that will run when its turn comes, with the current one's x87, SSE and AVX state; its id is the next free one.</summary>
    internal GuestThread Create()
    {
        var thread = new GuestThread(++_lastId);
        _uncaptured.Add(thread);
        _ready.Enqueue(thread);
        return thread;
    }

    /// <summary>Parks the current thread behind the others that can run, if there are any.</summary>
    /// <param name="resumed">Its registers when it goes on.</param>
    /// <param name="clock">Moves on a little, so that sleepers wake although somebody yields for ever.</param>
    internal void Yield(in VcpuRegisters resumed, GuestClock clock)
    {
        clock.PassYield();
        WakeDue(clock.Now);
        if (_ready.Count > 0)
        {
            _ready.Enqueue(Park(resumed));
        }
    }

    /// <summary>Parks the current thread until it is woken or a time has come.</summary>
    /// <param name="resumed">Its registers when it is woken.</param>
    /// <param name="futexAddress">What it waits at; 0 to sleep only.</param>
    /// <param name="wakeAtNs">Monotonic time; <see cref="long.MaxValue"/> for never.</param>
    internal void Block(in VcpuRegisters resumed, ulong futexAddress, long wakeAtNs)
    {
        GuestThread thread = Park(resumed);
        thread.FutexAddress = futexAddress;
        thread.WakeAtNs = wakeAtNs;
        _blocked.Add(thread);
    }

    /// <summary>Parks the current thread until a pipe holds bytes or has no writer left.</summary>
    internal void BlockOnPipe(in VcpuRegisters resumed, PipeRead read)
    {
        GuestThread thread = Park(resumed);
        thread.PipeRead = read;
        _blocked.Add(thread);
    }

    /// <summary>The first thread that waits for bytes of a pipe.</summary>
    internal GuestThread? ReaderOf(int pipe) => _blocked.Find(thread => thread.PipeRead.Pipe == pipe);

    /// <summary>Ends the wait of a blocked thread.</summary>
    /// <param name="thread">A blocked one.</param>
    /// <param name="result">What its system call returns.</param>
    internal void Wake(GuestThread thread, long result)
    {
        if (_blocked.Remove(thread))
        {
            MakeReady(thread, result);
        }
    }

    /// <summary>Ends the wait of a thread over a signal, if it waits.</summary>
    internal void Interrupt(GuestThread thread) => Wake(thread, Errno.Interrupted);

    /// <summary>Ends the current thread.</summary>
    internal void Exit() => _current = null;

    /// <summary>Wakes threads that wait at a futex, in the order in which they came.</summary>
    /// <returns>How many.</returns>
    internal int Wake(ulong futexAddress, int most) => Requeue(futexAddress, most, 0, 0);

    /// <summary>Wakes threads that wait at a futex and has others wait at another one instead, in the order in which they came.</summary>
    /// <returns>How many in all.</returns>
    internal int Requeue(ulong futexAddress, int mostWoken, ulong toAddress, int mostMoved)
    {
        int woken = 0;
        int moved = 0;
        for (int i = 0; i < _blocked.Count && (woken < mostWoken || moved < mostMoved);)
        {
            GuestThread thread = _blocked[i];
            if (futexAddress == 0 || thread.FutexAddress != futexAddress)
            {
                i++;
            }
            else if (woken < mostWoken)
            {
                _blocked.RemoveAt(i);
                MakeReady(thread, 0);
                woken++;
            }
            else
            {
                thread.FutexAddress = toAddress;
                moved++;
                i++;
            }
        }

        return woken + moved;
    }

    /// <summary>Gives the CPU to the next thread when the current one has given it up.</summary>
    /// <returns><see langword="false"/> when no thread can ever run again.</returns>
    internal bool TrySettle(Vcpu vcpu, GuestClock clock)
    {
        if (_uncaptured.Count > 0)
        {
            byte[] state = vcpu.SaveExtendedState();
            foreach (GuestThread thread in _uncaptured)
            {
                thread.ExtendedState = state;
            }

            _uncaptured.Clear();
        }

        if (_current is not null)
        {
            return true;
        }

        WakeDue(clock.Now);
        if (_ready.Count == 0)
        {
            if (Earliest() is not { } earliest)
            {
                return false;
            }

            clock.PassTo(earliest.WakeAtNs);
            WakeDue(earliest.WakeAtNs);
        }

        _current = _ready.Dequeue();
        vcpu.Registers = _current.Registers;
        vcpu.RestoreExtendedState(_current.ExtendedState);
        _current.ExtendedState = [];
        return true;
    }

    /// <summary>Says of each thread what it waits for.</summary>
    internal string DescribeDeadlock()
    {
        var text = new StringBuilder();
        foreach (GuestThread thread in _blocked.OrderBy(thread => thread.Id).Take(MaxNamed))
        {
            text.Append(text.Length == 0 ? "" : ", ").Append(thread);
        }

        if (_blocked.Count > MaxNamed)
        {
            text.Append(CultureInfo.InvariantCulture, $" and {_blocked.Count - MaxNamed} more");
        }

        return text.ToString();
    }

    private static GuestThread LoadParked(ref StateReader reader, int lastId, HashSet<int> ids)
    {
        GuestThread thread = GuestThread.Load(ref reader, lastId);
        reader.Require(ids.Add(thread.Id), "two threads have one id");
        reader.Require(thread.ExtendedState.Length > 0, "a parked thread has no XSAVE image");
        return thread;
    }

    private GuestThread Park(in VcpuRegisters resumed)
    {
        GuestThread thread = Current;
        thread.Registers = resumed;
        _uncaptured.Add(thread);
        _current = null;
        return thread;
    }

    private void MakeReady(GuestThread thread, long result)
    {
        thread.Registers = thread.Registers with { Rax = (ulong)result };
        thread.FutexAddress = 0;
        thread.PipeRead = default;
        thread.WakeAtNs = long.MaxValue;
        _ready.Enqueue(thread);
    }

    private void WakeDue(long nowNs)
    {
        while (Earliest() is { } thread && thread.WakeAtNs <= nowNs)
        {
            Wake(thread, thread.FutexAddress == 0 ? 0 : Errno.TimedOut);
        }
    }

    private GuestThread? Earliest()
    {
        GuestThread? earliest = null;
        foreach (GuestThread thread in _blocked)
        {
            if (thread.WakeAtNs != long.MaxValue && (earliest is null || thread.WakeAtNs < earliest.WakeAtNs))
            {
                earliest = thread;
            }
        }

        return earliest;
    }
}
