using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Kvm.Interop;
using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Kvm;

/// <summary>Runs a few instructions in a machine of their own to its first exit, to see what the host makes of them.</summary>
internal sealed unsafe class IsolationProbe : IDisposable
{
    private const long MemoryBytes = 2 * GuestLayout.FrameBytes;
    private const ulong CodeAddress = 4ul << 20;
    private const int InvalidOpcode = 6;
    private const int Ring0Instructions = 2_000;
    private const double EmulatedFromNs = 100;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    private readonly GuestMemory _memory;
    private readonly SafeFileHandle _machine;
    private readonly Vcpu _vcpu;

    private IsolationProbe(KvmDevice device, ReadOnlySpan<byte> code, ReadOnlySpan<byte> invalidOpcodeStub)
    {
        _memory = GuestMemory.Anonymous(MemoryBytes);
        SystemFrame.Write(_memory.FrameZero);
        invalidOpcodeStub.CopyTo(SystemFrame.Page(_memory.FrameZero, SystemFrame.ExceptionStubPage)[(InvalidOpcode * 16)..]);
        var tables = new PageTables(_memory, SystemFrame.FirstTablePage);
        tables.MapSystemFrame();
        _ = tables.TryMap(CodeAddress, GuestLayout.FrameBytes, PageAccess.Execute);
        code.CopyTo(_memory.Slice(GuestLayout.FrameBytes, code.Length));

        _machine = device.CreateVm();
        AddSlot();
        _vcpu = new Vcpu(device, _machine);
        _vcpu.Initialise(device.Cpuid);
        _vcpu.Load(VcpuState.AtStart(new GuestAddress(CodeAddress), new GuestAddress(CodeAddress)));
    }

    /// <exception cref="KvmException">The host refused.</exception>
    internal static KvmIsolation Run(KvmDevice device)
    {
        double ring0Ns = Ring0InstructionNs(device);
        return new KvmIsolation(
            RunsRing0Natively: ring0Ns < EmulatedFromNs,
            ring0Ns,
            device.HasMsrFilter,
            EnforcesCpuid(device),
            EnforcesXcr0(device),
            HidesDescriptorTables(device));
    }

    public void Dispose()
    {
        _vcpu.Dispose();
        _machine.Dispose();
        _memory.Dispose();
    }

    // ud2 leads to ring 0, whose stub counts 1,000 down before it tells the host.
    private static double Ring0InstructionNs(KvmDevice device)
    {
        ReadOnlySpan<byte> undefined = [0x0F, 0x0B];

        // mov ecx, 1000; 1: dec ecx; jnz 1b; out 0xE1, al
        ReadOnlySpan<byte> count = [0xB9, 0xE8, 0x03, 0, 0, 0xFF, 0xC9, 0x75, 0xFC, 0xE6, (byte)SystemFrame.ExceptionPort, 0xF4];
        using var plain = new IsolationProbe(device, undefined, []);
        using var counting = new IsolationProbe(device, undefined, count);
        return Math.Max(0, (counting.Time() - plain.Time()).TotalNanoseconds / Ring0Instructions);
    }

    private static bool EnforcesCpuid(KvmDevice device)
    {
        // mov eax, 1; xor ecx, ecx; cpuid; mov dx, 0x510; out dx, eax
        using var probe = new IsolationProbe(device, [0xB8, 1, 0, 0, 0, 0x31, 0xC9, 0x0F, 0xA2, .. Report], []);
        return probe.TryRun() && (uint)probe._vcpu.Registers.Rcx == device.Cpuid.FeatureWord;
    }

    private static bool EnforcesXcr0(KvmDevice device)
    {
        // xor ecx, ecx; xgetbv; mov dx, 0x510; out dx, eax
        using var probe = new IsolationProbe(device, [0x31, 0xC9, 0x0F, 0x01, 0xD0, .. Report], []);
        return probe.TryRun() && (uint)probe._vcpu.Registers.Rax == device.Cpuid.Xcr0;
    }

    private static bool HidesDescriptorTables(KvmDevice device)
    {
        // smsw eax; mov dx, 0x510; out dx, eax
        using var probe = new IsolationProbe(device, [0x0F, 0x01, 0xE0, .. Report], []);
        return !probe.TryRun();
    }

    private static ReadOnlySpan<byte> Report => [0x66, 0xBA, GuestAbi.HypercallPort & 0xFF, GuestAbi.HypercallPort >> 8, 0xEF];

    private TimeSpan Time()
    {
        long start = Stopwatch.GetTimestamp();
        _ = TryRun();
        return Stopwatch.GetElapsedTime(start);
    }

    // Whether the code came to its end.
    private bool TryRun()
    {
        VcpuThread thread = VcpuThread.Current;
        ArmedEntry outer = thread.Arm(Stopwatch.GetTimestamp() + (long)(Deadline.TotalSeconds * Stopwatch.Frequency), new KillSwitch());
        try
        {
            return _vcpu.Run() == VcpuExit.PortWrite && _vcpu.Port == GuestAbi.HypercallPort;
        }
        finally
        {
            thread.Disarm(outer);
        }
    }

    private void AddSlot()
    {
        var region = new kvm_userspace_memory_region { memory_size = MemoryBytes, userspace_addr = (ulong)_memory.Mapping.Pointer };
        if (Libc.ioctl(_machine, KvmApi.KVM_SET_USER_MEMORY_REGION, &region) != 0)
        {
            throw new KvmException(nameof(KvmApi.KVM_SET_USER_MEMORY_REGION), Marshal.GetLastPInvokeError());
        }
    }
}
