using System.Runtime.CompilerServices;

namespace Reactor.Vmm.Kvm.Interop;

/// <summary>struct kvm_cpuid2 with room for 128 entries, asm/kvm.h; 8 + 128 * 40 bytes.</summary>
internal struct kvm_cpuid2
{
    internal const int Capacity = 128;

    internal uint nent;
    internal uint padding;
    internal Entries entries;

    [InlineArray(Capacity)]
    internal struct Entries
    {
        private kvm_cpuid_entry2 _first;
    }
}
