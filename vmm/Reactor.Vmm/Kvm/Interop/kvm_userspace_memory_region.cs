namespace Reactor.Vmm.Kvm.Interop;

/// <summary>struct kvm_userspace_memory_region, linux/kvm.h; 32 bytes.</summary>
internal struct kvm_userspace_memory_region
{
    internal uint slot;
    internal uint flags;
    internal ulong guest_phys_addr;
    internal ulong memory_size;
    internal ulong userspace_addr;
}
