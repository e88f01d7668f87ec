using System.Runtime.InteropServices;
using Reactor.Vmm.Kvm.Interop;
using Reactor.Vmm.Metrics;

namespace Reactor.Vmm.Kvm;

/// <summary>A host thread that enters guests: its deadline, and the handshake by which others stop the guest it is in.</summary>
/// <remarks>
/// <list type="number">
/// <item>The thread blocks the kick signal once, for good. Only KVM_RUN unblocks it (KVM_SET_SIGNAL_MASK), so it is never delivered,
/// only noticed: KVM_RUN returns EINTR and the signal stays pending. One signal is enough, whenever it comes: until the thread takes it,
/// every KVM_RUN returns at once.</item>
/// <item>The state is a phase and the number of the entry, in one word: who saw an entry can stop that entry and no later one.</item>
/// <item><see cref="Arm"/>: Idle → Armed under a new number, with a deadline and whose entry it is.</item>
/// <item>The watchdog past the deadline, or <see cref="KillSwitch"/>: Armed → Kicking, sends the signal, → Kicked. In no other phase is one sent, so a
/// signal never reaches a thread that has left, nor one that reuses its number.</item>
/// <item><see cref="Disarm(in ArmedEntry)"/>: Armed → Idle; or waits for Kicked, takes the pending signal and goes Idle. So no kick is left for the
/// next entry.</item>
/// </list>
/// </remarks>
internal sealed unsafe class VcpuThread
{
    /// <summary>SIGRTMIN + 6: .NET uses SIGRTMIN, glibc the two below it.</summary>
    private const int KickSignal = 40;

    private const long Idle = 0;
    private const long Armed = 1;
    private const long Kicking = 2;
    private const long Kicked = 3;
    private const long PhaseMask = 3;
    private const long OneEntry = 4;

    [ThreadStatic]
    private static Registration? OfThisThread;

    private int _threadId;
    private long _state;
    private long _deadline;
    private KillSwitch? _occupant;

    /// <summary>The kick signal as a bit of the kernel's signal set.</summary>
    internal static ulong KickSignalSet => 1ul << (KickSignal - 1);

    /// <summary>The calling thread.</summary>
    internal static VcpuThread Current => (OfThisThread ?? Register()).Thread;

    /// <summary>Whether the calling thread's guest is to be stopped: host work on its behalf that takes long must end here and now.</summary>
    internal static bool MustLeave => OfThisThread is { } registration && registration.Thread.IsKicked;

    /// <summary>The deadline as a Stopwatch timestamp; <see cref="long.MaxValue"/> when the thread is not in a guest.</summary>
    internal long ArmedDeadline => (Volatile.Read(ref _state) & PhaseMask) == Armed ? Volatile.Read(ref _deadline) : long.MaxValue;

    /// <summary>Whether the current entry was kicked: its deadline has passed or its instance was killed.</summary>
    internal bool IsKicked => (Volatile.Read(ref _state) & PhaseMask) >= Kicking;

    /// <summary>Whether the instance of the current entry was killed.</summary>
    internal bool IsKilled => _occupant is { IsThrown: true };

    /// <summary>What happens on this thread too often to be told each time.</summary>
    internal ThreadCounters Counters { get; } = ThreadCounters.Register();

    /// <summary>Whether the thread is inside an entry: in the guest, or serving it.</summary>
    internal bool IsInGuest => (Volatile.Read(ref _state) & PhaseMask) != Idle;

    /// <summary>Starts an entry that must end by a Stopwatch timestamp.</summary>
    /// <returns>The entry that this one is nested in, for <see cref="Disarm(in ArmedEntry)"/>.</returns>
    internal ArmedEntry Arm(long deadline, KillSwitch occupant)
    {
        ArmedEntry outer = default;
        if (IsInGuest)
        {
            // A host function enters another guest. If the outer entry is kicked meanwhile, that comes into effect when it is armed again.
            outer = new ArmedEntry(_deadline, _occupant);
            Disarm();
        }

        ArmIdle(deadline, occupant);
        return outer;
    }

    /// <summary>Ends the entry and goes on with the one it was nested in.</summary>
    /// <param name="outer">What <see cref="Arm"/> returned.</param>
    internal void Disarm(in ArmedEntry outer)
    {
        Disarm();
        if (outer.Occupant is { } occupant)
        {
            ArmIdle(outer.Deadline, occupant);
        }
    }

    /// <summary>Kicks the thread if it is still in the entry whose deadline passed. Watchdog only.</summary>
    internal void KickIfPast(long now)
    {
        long state = Volatile.Read(ref _state);
        if ((state & PhaseMask) == Armed && Volatile.Read(ref _deadline) <= now)
        {
            Kick(state);
        }
    }

    /// <summary>Kicks the thread if it is in an entry of an instance. Any thread.</summary>
    internal void KickIfIn(KillSwitch occupant)
    {
        long state = Volatile.Read(ref _state);
        if ((state & PhaseMask) == Armed && Volatile.Read(ref _occupant) == occupant)
        {
            Kick(state);
        }
    }

    // Deadline and occupant were written before the state that was read: they are this entry's, or of a later one, and then the exchange fails.
    private void Kick(long armed)
    {
        if (Interlocked.CompareExchange(ref _state, armed - Armed + Kicking, armed) == armed)
        {
            _ = Libc.tgkill(Libc.getpid(), _threadId, KickSignal);
            Volatile.Write(ref _state, armed - Armed + Kicked);
        }
    }

    private void ArmIdle(long deadline, KillSwitch occupant)
    {
        Volatile.Write(ref _deadline, deadline);
        Volatile.Write(ref _occupant, occupant);
        occupant.Connect(this);

        // A full fence between these stores and the watchdog's read of its next wake-up, or the killer's of the connection: one of both
        // sides sees the other.
        long armed = (_state & ~PhaseMask) + OneEntry + Armed;
        Interlocked.Exchange(ref _state, armed);
        Watchdog.Instance.Notice(deadline);
        if (occupant.IsThrown)
        {
            Kick(armed);
        }
    }

    private void Disarm()
    {
        var spin = default(SpinWait);
        while (true)
        {
            long state = Volatile.Read(ref _state);
            long phase = state & PhaseMask;
            if (phase == Armed && Interlocked.CompareExchange(ref _state, state - Armed, state) == state)
            {
                return;
            }

            if (phase == Kicked)
            {
                break;
            }

            spin.SpinOnce();
        }

        var set = new sigset_t { signals = KickSignalSet };
        var now = default(timespec);
        while (Libc.sigtimedwait(&set, null, &now) == -1 && Marshal.GetLastPInvokeError() == Libc.EINTR)
        {
        }

        Volatile.Write(ref _state, _state & ~PhaseMask);
    }

    private static Registration Register()
    {
        var set = new sigset_t { signals = KickSignalSet };
        int error = Libc.pthread_sigmask(Libc.SIG_BLOCK, &set, null);
        if (error != 0)
        {
            throw new KvmException("pthread_sigmask", error);
        }

        // Blocked signals are kept even when ignored; a signal gone astray is dropped instead of ending the process.
        _ = Libc.signal(KickSignal, Libc.SIG_IGN);
        var thread = new VcpuThread { _threadId = Libc.gettid() };
        Watchdog.Instance.Add(thread);
        return OfThisThread = new Registration(thread);
    }

    // Collected when the thread has ended: then nobody arms its VcpuThread any more.
    private sealed class Registration(VcpuThread thread)
    {
        ~Registration()
        {
            Watchdog.Instance.Remove(Thread);
            Thread.Counters.Retire();
        }

        internal VcpuThread Thread { get; } = thread;
    }
}
