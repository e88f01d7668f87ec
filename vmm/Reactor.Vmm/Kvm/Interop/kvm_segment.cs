namespace Reactor.Vmm.Kvm.Interop;

/// <summary>struct kvm_segment, asm/kvm.h; 24 bytes.</summary>
internal struct kvm_segment
{
    internal ulong @base;
    internal uint limit;
    internal ushort selector;
    internal byte type;
    internal byte present, dpl, db, s, l, g, avl;
    internal byte unusable;
    internal byte padding;
}
