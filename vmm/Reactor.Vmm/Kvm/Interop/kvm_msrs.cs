using System.Runtime.CompilerServices;

namespace Reactor.Vmm.Kvm.Interop;

/// <summary>struct kvm_msrs with room for 4 entries, asm/kvm.h.</summary>
internal struct kvm_msrs
{
    internal uint nmsrs;
    internal uint pad;
    internal Entries entries;

    [InlineArray(4)]
    internal struct Entries
    {
        private kvm_msr_entry _first;
    }
}
