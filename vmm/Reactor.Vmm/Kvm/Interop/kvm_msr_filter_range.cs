namespace Reactor.Vmm.Kvm.Interop;

/// <summary>struct kvm_msr_filter_range, linux/kvm.h (5.10 on); 24 bytes.</summary>
internal unsafe struct kvm_msr_filter_range
{
    internal uint flags;
    internal uint nmsrs;
    internal uint @base;
    internal uint pad;

    /// <summary>One bit per register from <see cref="@base"/> on; 1 = allowed.</summary>
    internal byte* bitmap;
}
