namespace Reactor.Vmm.Kvm.Interop;

/// <summary>struct kvm_cpuid_entry2, asm/kvm.h; 40 bytes.</summary>
internal unsafe struct kvm_cpuid_entry2
{
    internal uint function;
    internal uint index;
    internal uint flags;
    internal uint eax, ebx, ecx, edx;
    internal fixed uint padding[3];
}
