using Reactor.Vmm.Kvm;

namespace Reactor.Vmm.Syscalls;

/// <summary>A thread of a guest. The one that runs has its state in the vCPU; a parked one has it here.</summary>
internal sealed class GuestThread(int id)
{
    /// <summary>What gettid(2) answers, from 1.</summary>
    internal int Id { get; } = id;

    /// <summary>Registers while parked, as they will be when it goes on in ring 3.</summary>
    internal VcpuRegisters Registers { get; set; }

    /// <summary>XSAVE image while parked, never written to; empty for the thread that runs.</summary>
    internal byte[] ExtendedState { get; set; } = [];

    /// <summary>FS base: thread-local storage. Kept here at all times, because only arch_prctl(2) and clone(2) change it.</summary>
    internal ulong FsBase { get; set; }

    /// <summary>Where a zero is written and a waiter woken when the thread ends; 0 for nowhere.</summary>
    internal ulong ClearOnExit { get; set; }

    /// <summary>The futex it waits at while blocked; 0 when it only sleeps.</summary>
    internal ulong FutexAddress { get; set; }

    /// <summary>Monotonic time at which a blocked thread gives up waiting; <see cref="long.MaxValue"/> for never.</summary>
    internal long WakeAtNs { get; set; } = long.MaxValue;

    internal GuestThread Copy() => new(Id)
    {
        Registers = Registers,
        ExtendedState = ExtendedState,
        FsBase = FsBase,
        ClearOnExit = ClearOnExit,
        FutexAddress = FutexAddress,
        WakeAtNs = WakeAtNs,
    };
}
