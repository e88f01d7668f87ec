using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Kvm.Interop;
using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Floors;

/// <summary>
/// The least a host's KVM can do: a virtual machine whose ring 3 is a loop around one <c>out</c>, entered by a bare KVM_RUN. What an instance
/// costs beyond it is ours; <c>reactor bench vmm</c> measures both in the same run.
/// </summary>
/// <remarks>It has registers in the shared range, the signal mask and the tables of a real instance, and 16 MiB of memory in one slot.</remarks>
internal sealed unsafe class BareMachine : IDisposable
{
    private const long MemoryBytes = 16L << 20;
    private const ulong CodeAddress = 4ul << 20;

    private readonly GuestMemory _memory;
    private readonly SafeFileHandle _machine;
    private readonly Vcpu _vcpu;

    /// <summary>Creates it and runs it to its first <c>out</c>.</summary>
    /// <param name="device">Stays the caller's.</param>
    /// <exception cref="KvmException">The host refused.</exception>
    internal BareMachine(KvmDevice device)
    {
        _memory = GuestMemory.Anonymous(MemoryBytes);
        SystemFrame.Write(_memory.FrameZero);
        var tables = new PageTables(_memory, SystemFrame.FirstTablePage);
        tables.MapSystemFrame();
        _ = tables.TryMap(CodeAddress, GuestLayout.FrameBytes, PageAccess.Execute);

        // mov dx, 0x510; out dx, eax; jmp to the out
        ReadOnlySpan<byte> loop = [0x66, 0xBA, GuestAbi.HypercallPort & 0xFF, GuestAbi.HypercallPort >> 8, 0xEF, 0xEB, 0xFD];
        loop.CopyTo(_memory.Slice(GuestLayout.FrameBytes, loop.Length));

        _machine = device.CreateVm();
        AddSlot();
        _vcpu = new Vcpu(device, _machine);
        _vcpu.Initialise(device.Cpuid);
        _vcpu.Load(VcpuState.AtStart(new GuestAddress(CodeAddress), new GuestAddress(CodeAddress)));
        RoundTrip();
    }

    /// <summary>One entry and one exit.</summary>
    /// <exception cref="KvmException">The guest left in another way.</exception>
    internal void RoundTrip()
    {
        if (_vcpu.Run() != VcpuExit.PortWrite)
        {
            throw new KvmException($"{nameof(KvmApi.KVM_RUN)} of a bare loop ({_vcpu.ExitDescription})", 0);
        }
    }

    public void Dispose()
    {
        _vcpu.Dispose();
        _machine.Dispose();
        _memory.Dispose();
    }

    private void AddSlot()
    {
        var region = new kvm_userspace_memory_region
        {
            memory_size = (ulong)MemoryBytes,
            userspace_addr = (ulong)_memory.Mapping.Pointer,
        };
        if (Libc.ioctl(_machine, KvmApi.KVM_SET_USER_MEMORY_REGION, &region) != 0)
        {
            throw new KvmException(nameof(KvmApi.KVM_SET_USER_MEMORY_REGION), Marshal.GetLastPInvokeError());
        }
    }
}
