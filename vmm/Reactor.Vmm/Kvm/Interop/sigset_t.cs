using System.Runtime.InteropServices;

namespace Reactor.Vmm.Kvm.Interop;

/// <summary>glibc's signal set, bits/types/__sigset_t.h; 128 bytes, of which the kernel reads the first 8.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct sigset_t
{
    /// <summary>Bit n - 1 stands for signal n.</summary>
    [FieldOffset(0)]
    internal ulong signals;
}
