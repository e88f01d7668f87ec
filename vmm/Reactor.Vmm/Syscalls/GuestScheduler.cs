using Reactor.Vmm.Kvm;

namespace Reactor.Vmm.Syscalls;

/// <summary>A guest's threads on its one vCPU: cooperative, switched only at system calls that block, yield or end a thread.</summary>
/// <remarks>
/// A system call that gives the CPU up parks the current thread with the value the call shall return; <see cref="TrySettle"/> then
/// loads the next one. When all wait, time passes to the earliest timeout; when none has one, the guest is deadlocked. Only settling needs
/// the vCPU: a thread that a call has parked or created takes over the vCPU's x87, SSE and AVX state there.
/// </remarks>
internal sealed class GuestScheduler
{
    /// <summary>Most threads a guest may have.</summary>
    internal const int Capacity = 64;

    private readonly Queue<GuestThread> _ready = new();
    private readonly List<GuestThread> _blocked = [];
    private readonly List<GuestThread> _uncaptured = [];
    private GuestThread? _current = new(1);
    private int _lastId = 1;

    /// <summary>The thread whose system call is being answered, or that runs.</summary>
    internal GuestThread Current => _current ?? throw new InvalidOperationException("No thread is current.");

    internal int ThreadCount => _ready.Count + _blocked.Count + (_current is null ? 0 : 1);

    /// <summary>Whether another thread could run now.</summary>
    internal bool HasReady => _ready.Count > 0;

    /// <summary>Whether the current thread has given the CPU up.</summary>
    internal bool NeedsSwitch => _current is null;

    internal GuestScheduler Copy()
    {
        var copy = new GuestScheduler { _current = _current?.Copy(), _lastId = _lastId };
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

    /// <summary>Adds a thread that will run when its turn comes, with the current one's x87, SSE and AVX state; its id is the next free one.</summary>
    internal GuestThread Create()
    {
        var thread = new GuestThread(++_lastId);
        _uncaptured.Add(thread);
        _ready.Enqueue(thread);
        return thread;
    }

    /// <summary>Parks the current thread behind the others that can run.</summary>
    /// <param name="resumed">Its registers when it goes on.</param>
    internal void Yield(in VcpuRegisters resumed) => _ready.Enqueue(Park(resumed));

    /// <summary>Parks the current thread until it is woken or a time has come.</summary>
    /// <param name="resumed">Its registers when it is woken.</param>
    /// <param name="futexAddress">What it waits at; 0 to sleep only.</param>
    /// <param name="wakeAtNs">Monotonic time.</param>
    internal void Block(in VcpuRegisters resumed, ulong futexAddress, long wakeAtNs)
    {
        GuestThread thread = Park(resumed);
        thread.FutexAddress = futexAddress;
        thread.WakeAtNs = wakeAtNs;
        _blocked.Add(thread);
    }

    /// <summary>Ends the current thread.</summary>
    internal void Exit() => _current = null;

    /// <summary>Wakes threads that wait at a futex, in the order in which they came.</summary>
    /// <returns>How many.</returns>
    internal int Wake(ulong futexAddress, int most)
    {
        int woken = 0;
        for (int i = 0; i < _blocked.Count && woken < most;)
        {
            GuestThread thread = _blocked[i];
            if (thread.FutexAddress != futexAddress)
            {
                i++;
                continue;
            }

            _blocked.RemoveAt(i);
            MakeReady(thread, 0);
            woken++;
        }

        return woken;
    }

    /// <summary>Makes what a system call decided true on the vCPU: gives it to the next thread when the current one has given it up.</summary>
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

        if (_ready.Count == 0 && !TryPassTime(clock))
        {
            return false;
        }

        _current = _ready.Dequeue();
        vcpu.Registers = _current.Registers;
        vcpu.RestoreExtendedState(_current.ExtendedState);
        _current.ExtendedState = [];
        return true;
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
        thread.WakeAtNs = long.MaxValue;
        _ready.Enqueue(thread);
    }

    private bool TryPassTime(GuestClock clock)
    {
        GuestThread? earliest = null;
        foreach (GuestThread thread in _blocked)
        {
            if (thread.WakeAtNs != long.MaxValue && (earliest is null || thread.WakeAtNs < earliest.WakeAtNs))
            {
                earliest = thread;
            }
        }

        if (earliest is null)
        {
            return false;
        }

        clock.AdvanceMonotonic(earliest.WakeAtNs);
        _ = _blocked.Remove(earliest);
        MakeReady(earliest, earliest.FutexAddress == 0 ? 0 : Errno.TimedOut);
        return true;
    }
}
