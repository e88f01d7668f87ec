namespace Reactor.Vmm.Kvm.Interop;

/// <summary>Numbers of the KVM interface, linux/kvm.h (6.18), as encoded for x86-64.</summary>
internal static class KvmApi
{
    internal const int KVM_API_VERSION = 12;

    // System requests.
    internal const nuint KVM_GET_API_VERSION = 0xAE00;
    internal const nuint KVM_CREATE_VM = 0xAE01;
    internal const nuint KVM_CHECK_EXTENSION = 0xAE03;
    internal const nuint KVM_GET_VCPU_MMAP_SIZE = 0xAE04;
    internal const nuint KVM_GET_SUPPORTED_CPUID = 0xC008AE05;
    internal const nuint KVM_GET_DEVICE_ATTR = 0x4018AEE2;

    // VM requests.
    internal const nuint KVM_CREATE_VCPU = 0xAE41;
    internal const nuint KVM_SET_USER_MEMORY_REGION = 0x4020AE46;
    internal const nuint KVM_X86_SET_MSR_FILTER = 0x4188AEC6;

    // vCPU requests.
    internal const nuint KVM_RUN = 0xAE80;
    internal const nuint KVM_GET_REGS = 0x8090AE81;
    internal const nuint KVM_SET_REGS = 0x4090AE82;
    internal const nuint KVM_GET_SREGS = 0x8138AE83;
    internal const nuint KVM_SET_SREGS = 0x4138AE84;
    internal const nuint KVM_SET_MSRS = 0x4008AE89;
    internal const nuint KVM_SET_SIGNAL_MASK = 0x4004AE8B;
    internal const nuint KVM_SET_CPUID2 = 0x4008AE90;
    internal const nuint KVM_GET_XSAVE = 0x9000AEA4;
    internal const nuint KVM_SET_XSAVE = 0x5000AEA5;
    internal const nuint KVM_SET_VCPU_EVENTS = 0x4040AEA0;
    internal const nuint KVM_SET_XCRS = 0x4188AEA7;
    internal const nuint KVM_GET_XSAVE2 = 0x9000AECF;

    // Capabilities.
    internal const int KVM_CAP_USER_MEMORY = 3;
    internal const int KVM_CAP_XSAVE = 55;
    internal const int KVM_CAP_XCRS = 56;
    internal const int KVM_CAP_SYNC_REGS = 74;
    internal const int KVM_CAP_IMMEDIATE_EXIT = 136;
    internal const int KVM_CAP_X86_MSR_FILTER = 189;
    internal const int KVM_CAP_XSAVE2 = 208;
    internal const int KVM_CAP_SYS_ATTRIBUTES = 209;

    /// <summary>Attribute of the system: state components a guest may have.</summary>
    internal const ulong KVM_X86_XCOMP_GUEST_SUPP = 0;

    // Exit reasons.
    internal const uint KVM_EXIT_IO = 2;
    internal const uint KVM_EXIT_HLT = 5;
    internal const uint KVM_EXIT_MMIO = 6;
    internal const uint KVM_EXIT_SHUTDOWN = 8;
    internal const uint KVM_EXIT_FAIL_ENTRY = 9;
    internal const uint KVM_EXIT_INTERNAL_ERROR = 17;

    internal const byte KVM_EXIT_IO_OUT = 1;

    // Register sets of KVM_CAP_SYNC_REGS.
    internal const ulong KVM_SYNC_X86_REGS = 1;
    internal const ulong KVM_SYNC_X86_SREGS = 2;

    internal const uint KVM_CPUID_FLAG_SIGNIFCANT_INDEX = 1;

    // MSR filter: what is not in a range is denied; a range is for reading and for writing.
    internal const uint KVM_MSR_FILTER_DEFAULT_DENY = 1;
    internal const uint KVM_MSR_FILTER_READ = 1;
    internal const uint KVM_MSR_FILTER_WRITE = 2;
}
