using System.Runtime.CompilerServices;

namespace Reactor.Vmm.Kvm.Interop;

/// <summary>struct kvm_msr_filter, linux/kvm.h (5.10 on); 392 bytes.</summary>
internal struct kvm_msr_filter
{
    internal uint flags;
    internal uint pad;
    internal Ranges ranges;

    [InlineArray(16)]
    internal struct Ranges
    {
        private kvm_msr_filter_range _first;
    }
}
