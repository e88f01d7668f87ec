namespace Reactor.Vmm.Kvm.Interop;

/// <summary>struct kvm_device_attr, linux/kvm.h.</summary>
internal struct kvm_device_attr
{
    internal uint flags;
    internal uint group;
    internal ulong attr;
    internal ulong addr;
}
