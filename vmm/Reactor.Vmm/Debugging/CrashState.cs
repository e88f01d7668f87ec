using System.Runtime.Intrinsics.X86;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Memory;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm.Debugging;

/// <summary>Registers of the thread that ran last, as ring 3 had them: without the stub that told the host.</summary>
/// <param name="Registers">General registers.</param>
/// <param name="ExtendedState">XSAVE image, possibly without the zeroes at its end; empty when it is not known.</param>
internal sealed record CrashState(VcpuRegisters Registers, ReadOnlyMemory<byte> ExtendedState)
{
    /// <summary>Reads the vCPU of a guest that was just stopped.</summary>
    internal static CrashState Of(Vcpu vcpu, GuestStop stop)
    {
        VcpuRegisters registers = vcpu.Registers;
        if (stop.Exception is { } frame)
        {
            registers.Rip = frame.Rip;
            registers.Rsp = frame.Rsp;
            registers.Rflags = frame.Rflags;
        }

        byte[] extended;
        try
        {
            extended = vcpu.SaveExtendedState();
        }
        catch (KvmException)
        {
            // The vCPU is beyond that; what is being reported is more important.
            extended = [];
        }

        return new CrashState(registers, extended);
    }

    /// <summary>Takes the state of a guest that left by a hypercall.</summary>
    internal static CrashState Of(VcpuState state, AddressSpace memory)
    {
        VcpuRegisters registers = state.Registers;

        // A debugger cannot see through the hypercall page, which belongs to no file: the state is that of its caller.
        Span<byte> returnAddress = stackalloc byte[sizeof(ulong)];
        if (registers.Rip - GuestLayout.Hypercall < GuestLayout.PageBytes && memory.TryCopyOut(new GuestAddress(registers.Rsp), returnAddress))
        {
            registers.Rip = BitConverter.ToUInt64(returnAddress);
            registers.Rsp += sizeof(ulong);
        }

        return new CrashState(registers, state.ExtendedState.ToArray());
    }

    /// <summary>Everything a core needs.</summary>
    /// <param name="process">The guest, stopped.</param>
    /// <param name="signal">What it died of.</param>
    internal CoreContent ToCore(GuestProcess process, SignalInfo signal)
    {
        const ulong X87AndSse = 3;
        const ulong YmmHigh = 4;
        List<CoreThread> threads = [.. process.Scheduler.Others.Select(
            thread => new CoreThread(thread.Id, thread.Registers, thread.FsBase, thread.ExtendedState))];
        if (process.Scheduler.Running is { } running)
        {
            threads.Insert(0, new CoreThread(running.Id, Registers, running.FsBase, ExtendedState));
        }
        else if (threads.Count == 0)
        {
            threads.Add(new CoreThread(1, Registers, FsBase: 0, ExtendedState));
        }

        return new CoreContent(
            threads, signal, process.Memory, process.Symbols.Entry, X87AndSse | (Avx.IsSupported ? YmmHigh : 0));
    }
}
