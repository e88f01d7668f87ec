using System.Runtime.InteropServices;

namespace Reactor.Vmm.Kvm.Interop;

/// <summary>struct kvm_signal_mask with the kernel's 8-byte signal set behind it, linux/kvm.h; 12 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct kvm_signal_mask
{
    internal uint len;
    internal ulong sigset;
}
