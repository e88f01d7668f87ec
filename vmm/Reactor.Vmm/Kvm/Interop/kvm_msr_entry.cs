namespace Reactor.Vmm.Kvm.Interop;

/// <summary>struct kvm_msr_entry, asm/kvm.h; 16 bytes.</summary>
internal struct kvm_msr_entry
{
    internal uint index;
    internal uint reserved;
    internal ulong data;
}
