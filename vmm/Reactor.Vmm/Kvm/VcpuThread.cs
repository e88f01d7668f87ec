using System.Runtime.InteropServices;
using Reactor.Vmm.Kvm.Interop;

namespace Reactor.Vmm.Kvm;

/// <summary>A host thread that enters guests: its deadline, and the handshake by which the watchdog stops it.</summary>
/// <remarks>
/// <list type="number">
/// <item>The thread blocks the kick signal once, for good. Only KVM_RUN unblocks it (KVM_SET_SIGNAL_MASK), so it is never delivered,
/// only noticed: KVM_RUN returns EINTR and the signal stays pending.</item>
/// <item><see cref="Arm"/>: Idle → Armed, with a deadline.</item>
/// <item>The watchdog, past the deadline: Armed → Kicking, sends the signal, → Kicked. In no other state does it send one, so a signal
/// never reaches a thread that has left, nor one that reuses its number.</item>
/// <item><see cref="Disarm(long)"/>: Armed → Idle; or waits for Kicked, takes the pending signal and goes Idle. So no kick is left for the
/// next entry.</item>
/// </list>
/// </remarks>
internal sealed unsafe class VcpuThread
{
    /// <summary>SIGRTMIN + 6: .NET uses SIGRTMIN, glibc the two below it.</summary>
    private const int KickSignal = 40;

    private const int Idle = 0;
    private const int Armed = 1;
    private const int Kicking = 2;
    private const int Kicked = 3;

    [ThreadStatic]
    private static Registration? OfThisThread;

    private int _threadId;
    private int _state;
    private long _deadline;

    /// <summary>The kick signal as a bit of the kernel's signal set.</summary>
    internal static ulong KickSignalSet => 1ul << (KickSignal - 1);

    /// <summary>The calling thread.</summary>
    internal static VcpuThread Current => (OfThisThread ?? Register()).Thread;

    /// <summary>Whether the calling thread's guest is to be stopped: host work on its behalf that takes long must end here and now.</summary>
    internal static bool MustLeave => OfThisThread is { } registration && registration.Thread.IsKicked;

    /// <summary>The deadline as a Stopwatch timestamp; <see cref="long.MaxValue"/> when the thread is not in a guest.</summary>
    internal long ArmedDeadline => Volatile.Read(ref _state) == Armed ? Volatile.Read(ref _deadline) : long.MaxValue;

    /// <summary>Whether the deadline of the current entry has passed and the thread was kicked.</summary>
    internal bool IsKicked => Volatile.Read(ref _state) >= Kicking;

    /// <summary>Whether the thread is inside an entry: in the guest, or serving it.</summary>
    internal bool IsInGuest => Volatile.Read(ref _state) != Idle;

    /// <summary>Starts an entry that must end by a Stopwatch timestamp.</summary>
    /// <returns>The deadline of the entry that this one is nested in, for <see cref="Disarm(long)"/>; <see cref="long.MaxValue"/> when there is none.</returns>
    internal long Arm(long deadline)
    {
        long outer = long.MaxValue;
        if (IsInGuest)
        {
            // A host function enters another guest. If the outer deadline passes meanwhile, the kick comes when it is armed again.
            outer = Volatile.Read(ref _deadline);
            Disarm();
        }

        ArmIdle(deadline);
        return outer;
    }

    /// <summary>Ends the entry and goes on with the one it was nested in.</summary>
    /// <param name="outer">What <see cref="Arm"/> returned.</param>
    internal void Disarm(long outer)
    {
        Disarm();
        if (outer != long.MaxValue)
        {
            ArmIdle(outer);
        }
    }

    /// <summary>Kicks the thread if it is still in the entry whose deadline passed. Watchdog only.</summary>
    internal void KickIfPast(long now)
    {
        if (ArmedDeadline > now || Interlocked.CompareExchange(ref _state, Kicking, Armed) != Armed)
        {
            return;
        }

        if (Volatile.Read(ref _deadline) > now)
        {
            // The thread ended one entry and began another between the two reads.
            Volatile.Write(ref _state, Armed);
            return;
        }

        _ = Libc.tgkill(Libc.getpid(), _threadId, KickSignal);
        Volatile.Write(ref _state, Kicked);
    }

    private void ArmIdle(long deadline)
    {
        Volatile.Write(ref _deadline, deadline);

        // A full fence between this store and the watchdog's read of its next wake-up: one of both sides sees the other.
        Interlocked.Exchange(ref _state, Armed);
        Watchdog.Instance.Notice(deadline);
    }

    private void Disarm()
    {
        var spin = default(SpinWait);
        int state;
        while ((state = Interlocked.CompareExchange(ref _state, Idle, Armed)) != Kicked)
        {
            if (state == Armed)
            {
                return;
            }

            spin.SpinOnce();
        }

        var set = new sigset_t { signals = KickSignalSet };
        var now = default(timespec);
        while (Libc.sigtimedwait(&set, null, &now) == -1 && Marshal.GetLastPInvokeError() == Libc.EINTR)
        {
        }

        Volatile.Write(ref _state, Idle);
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
        ~Registration() => Watchdog.Instance.Remove(Thread);

        internal VcpuThread Thread { get; } = thread;
    }
}
