using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Reactor.Vmm.Kvm.Interop;

namespace Reactor.Vmm.Kvm;

/// <summary>/dev/kvm, opened, with what this host's KVM can do.</summary>
internal sealed unsafe class KvmDevice : IDisposable
{
    internal const string Path = "/dev/kvm";

    private readonly SafeFileHandle _handle;

    private KvmDevice(SafeFileHandle handle)
    {
        _handle = handle;
        VcpuMappingBytes = Request(KvmApi.KVM_GET_VCPU_MMAP_SIZE, 0, nameof(KvmApi.KVM_GET_VCPU_MMAP_SIZE));
        HasSyncRegisters = (Extension(KvmApi.KVM_CAP_SYNC_REGS) & 3) == 3;
        HasMsrFilter = Extension(KvmApi.KVM_CAP_X86_MSR_FILTER) > 0;
        ExtendedStateBytes = Math.Max(4096, Extension(KvmApi.KVM_CAP_XSAVE2));
        Cpuid = new CpuidTable(this);
    }

    /// <summary>Bytes of the range shared with a vCPU.</summary>
    internal int VcpuMappingBytes { get; }

    /// <summary>Whether registers travel through the shared range (KVM_CAP_SYNC_REGS); without it each exit costs two more ioctls.</summary>
    internal bool HasSyncRegisters { get; private init; }

    /// <summary>Whether a machine can be told which model-specific registers its ring 0 reaches.</summary>
    internal bool HasMsrFilter { get; }

    /// <summary>Bytes of a vCPU's XSAVE image (KVM_CAP_XSAVE2, 4096 where that is missing).</summary>
    internal int ExtendedStateBytes { get; }

    /// <summary>What the CPUID instruction tells a guest.</summary>
    internal CpuidTable Cpuid { get; }

    /// <summary>What a guest can learn of the CPU here and choose its code by.</summary>
    internal CpuFeatures Features => Cpuid.Features(ExtendedStateBytes, StateComponents());

    /// <exception cref="KvmException">The device cannot be opened or lacks something without a substitute.</exception>
    internal static KvmDevice Open() => new(OpenHandle());

    /// <summary>Opens it as if it were an older kernel's, so that tests reach the path without KVM_CAP_SYNC_REGS.</summary>
    internal static KvmDevice OpenWithoutSyncRegisters() => new(OpenHandle()) { HasSyncRegisters = false };

    /// <summary>Asks for a capability.</summary>
    /// <returns>0 when the host lacks it.</returns>
    internal int Extension(int capability) => Math.Max(0, Libc.ioctl(_handle, KvmApi.KVM_CHECK_EXTENSION, (void*)capability));

    internal int Version() => Request(KvmApi.KVM_GET_API_VERSION, 0, nameof(KvmApi.KVM_GET_API_VERSION));

    /// <summary>Opens a new, empty virtual machine.</summary>
    internal SafeFileHandle CreateVm() => new(Request(KvmApi.KVM_CREATE_VM, 0, nameof(KvmApi.KVM_CREATE_VM)), ownsHandle: true);

    internal void GetSupportedCpuid(ref kvm_cpuid2 table)
    {
        fixed (kvm_cpuid2* argument = &table)
        {
            if (Libc.ioctl(_handle, KvmApi.KVM_GET_SUPPORTED_CPUID, argument) < 0)
            {
                throw new KvmException(nameof(KvmApi.KVM_GET_SUPPORTED_CPUID), Marshal.GetLastPInvokeError());
            }
        }
    }

    public void Dispose() => _handle.Dispose();

    // Kernels before 5.17 cannot be asked: there it is what XCR0 enables.
    private uint StateComponents()
    {
        ulong components = 0;
        var attribute = new kvm_device_attr { attr = KvmApi.KVM_X86_XCOMP_GUEST_SUPP, addr = (ulong)&components };
        bool isKnown = Extension(KvmApi.KVM_CAP_SYS_ATTRIBUTES) != 0 && Libc.ioctl(_handle, KvmApi.KVM_GET_DEVICE_ATTR, &attribute) == 0;
        return isKnown ? (uint)components : Cpuid.HasAvx ? 7u : 3u;
    }

    private static SafeFileHandle OpenHandle()
    {
        SafeFileHandle handle = Libc.open(Path, Libc.O_RDWR | Libc.O_CLOEXEC);
        if (handle.IsInvalid)
        {
            int errno = Marshal.GetLastPInvokeError();
            handle.Dispose();
            throw new KvmException($"open {Path}", errno);
        }

        return handle;
    }

    private int Request(nuint request, nint argument, string name)
    {
        int result = Libc.ioctl(_handle, request, (void*)argument);
        return result >= 0 ? result : throw new KvmException(name, Marshal.GetLastPInvokeError());
    }
}
