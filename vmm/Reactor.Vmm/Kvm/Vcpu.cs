using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Reactor.Vmm.Kvm.Interop;
using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Kvm;

/// <summary>One virtual CPU. Runs ring-3 code; its ring 0 holds stubs only (<see cref="SystemFrame"/>).</summary>
/// <remarks>
/// After <see cref="Run"/>, <see cref="Registers"/> are the guest's; a change takes effect when <see cref="CommitRegisters"/> or
/// <see cref="ResumeUserMode"/> follows. With KVM_CAP_SYNC_REGS they travel in the shared range and cost nothing measurable; the
/// ioctls of the fallback cost 6 µs each on a slow host.
/// </remarks>
internal sealed unsafe class Vcpu : IDisposable
{
    // CR0: PE, MP, ET, NE, WP, PG. CR4: PAE, OSFXSR, OSXMMEXCPT, OSXSAVE; UMIP where KVM has it. EFER: SCE, LME, LMA, NXE.
    // Not SMEP: the system-call stub lies in a page of ring 3. Not SMAP: ring 0 touches no data. Not TSD: code times itself with rdtsc, and
    // some hosts do not enforce it. Not PCE, so that rdpmc faults. docs/security.md, section 4.
    private const ulong Cr0 = 0x8001_0033;
    private const ulong Cr4 = 1ul << 5 | 1ul << 9 | 1ul << 10 | 1ul << 18;
    private const ulong Cr4Umip = 1ul << 11;
    private const ulong Efer = 0xD01;

    private const uint MsrStar = 0xC000_0081;
    private const uint MsrLstar = 0xC000_0082;
    private const uint MsrSyscallMask = 0xC000_0084;

    // TF, IF, DF, NT, AC: a guest must not enter ring 0 single-stepping, backwards or with alignment checks.
    private const ulong SyscallFlagMask = 1ul << 8 | 1ul << 9 | 1ul << 10 | 1ul << 14 | 1ul << 18;

    private readonly SafeFileHandle _handle;
    private readonly HostMapping _shared;
    private readonly byte[] _extendedState;
    private readonly bool _syncRegisters;
    private readonly kvm_run* _run;
    private kvm_sregs _userMode;

    internal Vcpu(KvmDevice device, SafeFileHandle vm)
    {
        _syncRegisters = device.HasSyncRegisters;
        _extendedState = new byte[device.ExtendedStateBytes];
        int descriptor = Libc.ioctl(vm, KvmApi.KVM_CREATE_VCPU, null);
        if (descriptor < 0)
        {
            throw new KvmException(nameof(KvmApi.KVM_CREATE_VCPU), Marshal.GetLastPInvokeError());
        }

        _handle = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            _shared = HostMapping.OfVcpu(_handle, device.VcpuMappingBytes);

            // SAFETY: the mapping is at least as long as struct kvm_run and lives as long as this object.
            _run = (kvm_run*)_shared.Pointer;
            _run->kvm_valid_regs = _syncRegisters ? KvmApi.KVM_SYNC_X86_REGS : 0;
            fixed (kvm_cpuid2* cpuid = &device.Cpuid.Table)
            {
                Request(KvmApi.KVM_SET_CPUID2, cpuid, nameof(KvmApi.KVM_SET_CPUID2));
            }

            // Everything but the kick stays blocked inside KVM_RUN: a signal the thread blocks anyway would end every run at once.
            var mask = new kvm_signal_mask { len = sizeof(ulong), sigset = ~VcpuThread.KickSignalSet };
            Request(KvmApi.KVM_SET_SIGNAL_MASK, &mask, nameof(KvmApi.KVM_SET_SIGNAL_MASK));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>General registers after the last <see cref="Run"/>.</summary>
    internal ref VcpuRegisters Registers => ref _run->sync_regs;

    /// <summary>After <see cref="VcpuExit.PortWrite"/>: the port, and the access as (bytes, repetitions, value).</summary>
    internal ushort Port => _run->io_port;

    internal int PortAccessBytes => _run->io_size;

    internal uint PortAccessCount => _run->io_count;

    /// <summary>The first value written, up to 4 bytes of it.</summary>
    internal uint PortValue
    {
        get
        {
            ulong offset = _run->io_data_offset;

            // The kernel writes this field, not the guest; the check costs nothing and keeps a wrong one from reading outside.
            return offset <= (ulong)_shared.Length - sizeof(uint) ? Unsafe.ReadUnaligned<uint>((byte*)_run + offset) : 0;
        }
    }

    /// <summary>After <see cref="VcpuExit.PhysicalAccess"/>: where.</summary>
    internal ulong PhysicalAddress => _run->mmio_phys_addr;

    /// <summary>The raw reason of the last exit, for messages.</summary>
    internal string ExitDescription => _run->exit_reason == KvmApi.KVM_EXIT_INTERNAL_ERROR
        ? $"KVM_EXIT_INTERNAL_ERROR, suberror {_run->internal_suberror}"
        : $"KVM exit reason {_run->exit_reason}";

    /// <summary>Sets the fixed part of the state: control registers, descriptor tables, system-call entry. Once per vCPU.</summary>
    internal void Initialise(CpuidTable cpuid)
    {
        kvm_sregs system;
        Request(KvmApi.KVM_GET_SREGS, &system, nameof(KvmApi.KVM_GET_SREGS));
        system.cr0 = Cr0;
        system.cr3 = SystemFrame.PageTableRoot;
        system.cr4 = cpuid.HasUmip ? Cr4 | Cr4Umip : Cr4;
        system.efer = Efer;
        system.gdt = new kvm_dtable { @base = SystemFrame.GdtAddress, limit = SystemFrame.GdtLimit };
        system.idt = new kvm_dtable { @base = SystemFrame.IdtAddress, limit = SystemFrame.IdtLimit };
        system.tr = new kvm_segment
        {
            @base = SystemFrame.TssAddress,
            limit = SystemFrame.TssLimit,
            selector = SystemFrame.TssSelector,
            type = 11,
            present = 1,
        };
        system.cs = new kvm_segment
        {
            limit = uint.MaxValue,
            selector = SystemFrame.UserCodeSelector,
            type = 11,
            present = 1,
            dpl = 3,
            s = 1,
            l = 1,
            g = 1,
        };
        var data = new kvm_segment
        {
            limit = uint.MaxValue,
            selector = SystemFrame.UserDataSelector,
            type = 3,
            present = 1,
            dpl = 3,
            db = 1,
            s = 1,
            g = 1,
        };
        system.ds = system.es = system.fs = system.gs = system.ss = data;
        SetSystemRegisters(&system);
        SetXcr0(cpuid.Xcr0);
        SetSystemCallEntry();
    }

    /// <summary>Enters the guest; returns at its next exit. Allocates nothing.</summary>
    /// <exception cref="KvmException">KVM_RUN itself failed.</exception>
    internal VcpuExit Run()
    {
        if (Libc.ioctl(_handle, KvmApi.KVM_RUN, null) != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno is Libc.EINTR or Libc.EAGAIN)
            {
                return VcpuExit.Interrupted;
            }

            throw new KvmException(nameof(KvmApi.KVM_RUN), errno);
        }

        if (!_syncRegisters)
        {
            Request(KvmApi.KVM_GET_REGS, Unsafe.AsPointer(ref Registers), nameof(KvmApi.KVM_GET_REGS));
        }

        return _run->exit_reason switch
        {
            KvmApi.KVM_EXIT_IO => _run->io_direction == KvmApi.KVM_EXIT_IO_OUT ? VcpuExit.PortWrite : VcpuExit.PortRead,
            KvmApi.KVM_EXIT_MMIO => VcpuExit.PhysicalAccess,
            KvmApi.KVM_EXIT_HLT => VcpuExit.Halt,
            KvmApi.KVM_EXIT_SHUTDOWN => VcpuExit.Shutdown,
            _ => VcpuExit.HostFailure,
        };
    }

    /// <summary>Makes changes of <see cref="Registers"/> take effect at the next <see cref="Run"/>.</summary>
    internal void CommitRegisters()
    {
        if (_syncRegisters)
        {
            _run->kvm_dirty_regs |= KvmApi.KVM_SYNC_X86_REGS;
        }
        else
        {
            Request(KvmApi.KVM_SET_REGS, Unsafe.AsPointer(ref Registers), nameof(KvmApi.KVM_SET_REGS));
        }
    }

    /// <summary>Leaves ring 0: the next <see cref="Run"/> goes on in ring 3 at <see cref="Registers"/>.</summary>
    /// <param name="fsBase">The thread's FS base.</param>
    internal void ResumeUserMode(ulong fsBase)
    {
        _userMode.fs.@base = fsBase;
        CommitRegisters();
        if (_syncRegisters)
        {
            _run->sync_sregs = _userMode;
            _run->kvm_dirty_regs |= KvmApi.KVM_SYNC_X86_SREGS;
        }
        else
        {
            Request(KvmApi.KVM_SET_SREGS, Unsafe.AsPointer(ref _userMode), nameof(KvmApi.KVM_SET_SREGS));
        }
    }

    /// <summary>CR2: the address of the last page fault.</summary>
    internal GuestAddress FaultAddress()
    {
        kvm_sregs system;
        Request(KvmApi.KVM_GET_SREGS, &system, nameof(KvmApi.KVM_GET_SREGS));
        return new GuestAddress(system.cr2);
    }

    /// <summary>Has KVM finish the instruction of the last exit (upstream leaves RIP at an OUT until the next entry) without running another.</summary>
    private void CompleteExit()
    {
        _run->immediate_exit = 1;
        VcpuExit exit = Run();
        _run->immediate_exit = 0;
        if (exit != VcpuExit.Interrupted)
        {
            throw new KvmException("KVM_RUN with immediate_exit", 0);
        }

        if (!_syncRegisters)
        {
            Request(KvmApi.KVM_GET_REGS, Unsafe.AsPointer(ref Registers), nameof(KvmApi.KVM_GET_REGS));
        }
    }

    /// <summary>Copies x87, SSE and AVX state out.</summary>
    internal byte[] SaveExtendedState() => ReadExtendedState().TrimEnd((byte)0).ToArray();

    /// <summary>Takes over a state that <see cref="SaveExtendedState"/> copied out on this host.</summary>
    /// <param name="image">XSAVE image, possibly without the zeroes at its end.</param>
    internal void RestoreExtendedState(ReadOnlySpan<byte> image)
    {
        image.CopyTo(_extendedState);
        _extendedState.AsSpan(image.Length).Clear();
        fixed (byte* argument = _extendedState)
        {
            Request(KvmApi.KVM_SET_XSAVE, argument, nameof(KvmApi.KVM_SET_XSAVE));
        }
    }

    /// <summary>Copies a guest's state out, its last exit completed. It must have stopped in ring 3.</summary>
    internal void Save(VcpuState state)
    {
        CompleteExit();
        state.Set(Registers, _userMode.fs.@base, ReadExtendedState());
    }

    /// <summary>Drops an exception that was about to be delivered: to a guest that was stopped in that moment, not to the next one in this vCPU.</summary>
    internal void DropEvents()
    {
        var none = default(kvm_vcpu_events);
        Request(KvmApi.KVM_SET_VCPU_EVENTS, &none, nameof(KvmApi.KVM_SET_VCPU_EVENTS));
    }

    /// <summary>Takes over a saved state; the next <see cref="Run"/> goes on in ring 3.</summary>
    internal void Load(VcpuState state)
    {
        RestoreExtendedState(state.ExtendedState);
        Registers = state.Registers;
        ResumeUserMode(state.FsBase);
    }

    public void Dispose()
    {
        _shared?.Dispose();
        _handle.Dispose();
    }

    // The buffer is overwritten by the next call.
    private ReadOnlySpan<byte> ReadExtendedState()
    {
        fixed (byte* argument = _extendedState)
        {
            bool large = _extendedState.Length > 4096;
            Request(large ? KvmApi.KVM_GET_XSAVE2 : KvmApi.KVM_GET_XSAVE, argument, nameof(KvmApi.KVM_GET_XSAVE));
        }

        return _extendedState;
    }

    private void SetSystemRegisters(kvm_sregs* system)
    {
        Request(KvmApi.KVM_SET_SREGS, system, nameof(KvmApi.KVM_SET_SREGS));
        _userMode = *system;
    }

    private void SetXcr0(uint value)
    {
        var control = new kvm_xcrs { nr_xcrs = 1 };
        control.xcrs[0].value = value;
        Request(KvmApi.KVM_SET_XCRS, &control, nameof(KvmApi.KVM_SET_XCRS));
    }

    private void SetSystemCallEntry()
    {
        var registers = new kvm_msrs { nmsrs = 3 };
        registers.entries[0] = new kvm_msr_entry
        {
            index = MsrStar,
            data = (ulong)SystemFrame.KernelCodeSelector << 32 | (ulong)SystemFrame.SystemReturnSelector << 48,
        };
        registers.entries[1] = new kvm_msr_entry { index = MsrLstar, data = SystemFrame.SyscallStubAddress };
        registers.entries[2] = new kvm_msr_entry { index = MsrSyscallMask, data = SyscallFlagMask };
        if (Libc.ioctl(_handle, KvmApi.KVM_SET_MSRS, &registers) != 3)
        {
            throw new KvmException(nameof(KvmApi.KVM_SET_MSRS), Marshal.GetLastPInvokeError());
        }
    }

    private void Request(nuint request, void* argument, string name)
    {
        if (Libc.ioctl(_handle, request, argument) < 0)
        {
            throw new KvmException(name, Marshal.GetLastPInvokeError());
        }
    }
}
