namespace Reactor.Vmm.Kvm.Interop;

/// <summary>struct kvm_vcpu_events, asm/kvm.h; 64 bytes. All zero: nothing is pending, nothing is being delivered.</summary>
internal unsafe struct kvm_vcpu_events
{
    internal fixed ulong words[8];
}
