namespace Reactor.Vmm.Kvm.Interop;

/// <summary>struct kvm_xcr, asm/kvm.h; 16 bytes.</summary>
internal struct kvm_xcr
{
    internal uint xcr;
    internal uint reserved;
    internal ulong value;
}
