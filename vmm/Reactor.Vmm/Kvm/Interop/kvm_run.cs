using System.Runtime.InteropServices;

namespace Reactor.Vmm.Kvm.Interop;

/// <summary>The start of struct kvm_run, linux/kvm.h; shared with the kernel through the mapping of a vCPU's descriptor.</summary>
[StructLayout(LayoutKind.Explicit)]
internal struct kvm_run
{
    [FieldOffset(0x01)]
    internal byte immediate_exit;

    [FieldOffset(0x08)]
    internal uint exit_reason;

    /// <summary>KVM_EXIT_IO: direction, access size in bytes, port, repetitions, offset of the data from the start of this structure.</summary>
    [FieldOffset(0x20)]
    internal byte io_direction;

    [FieldOffset(0x21)]
    internal byte io_size;

    [FieldOffset(0x22)]
    internal ushort io_port;

    [FieldOffset(0x24)]
    internal uint io_count;

    [FieldOffset(0x28)]
    internal ulong io_data_offset;

    /// <summary>KVM_EXIT_INTERNAL_ERROR: suberror. KVM_EXIT_MMIO: guest-physical address.</summary>
    [FieldOffset(0x20)]
    internal uint internal_suberror;

    [FieldOffset(0x20)]
    internal ulong mmio_phys_addr;

    [FieldOffset(0x120)]
    internal ulong kvm_valid_regs;

    [FieldOffset(0x128)]
    internal ulong kvm_dirty_regs;

    /// <summary>struct kvm_sync_regs: general registers, then system registers.</summary>
    [FieldOffset(0x130)]
    internal VcpuRegisters sync_regs;

    [FieldOffset(0x1C0)]
    internal kvm_sregs sync_sregs;
}
