namespace Reactor.Vmm.Kvm.Interop;

/// <summary>struct kvm_sregs, asm/kvm.h; 312 bytes.</summary>
internal unsafe struct kvm_sregs
{
    internal kvm_segment cs, ds, es, fs, gs, ss;
    internal kvm_segment tr, ldt;
    internal kvm_dtable gdt, idt;
    internal ulong cr0, cr2, cr3, cr4, cr8;
    internal ulong efer;
    internal ulong apic_base;
    internal fixed ulong interrupt_bitmap[4];
}
