namespace Reactor.Vmm.Kvm.Interop;

/// <summary>struct kvm_dtable, asm/kvm.h; 16 bytes.</summary>
internal unsafe struct kvm_dtable
{
    internal ulong @base;
    internal ushort limit;
    internal fixed ushort padding[3];
}
