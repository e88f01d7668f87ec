using System.Runtime.CompilerServices;

namespace Reactor.Vmm.Kvm.Interop;

/// <summary>struct kvm_xcrs, asm/kvm.h; 392 bytes.</summary>
internal unsafe struct kvm_xcrs
{
    internal uint nr_xcrs;
    internal uint flags;
    internal Entries xcrs;
    internal fixed ulong padding[16];

    [InlineArray(16)]
    internal struct Entries
    {
        private kvm_xcr _first;
    }
}
