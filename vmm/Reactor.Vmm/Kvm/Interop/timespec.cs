namespace Reactor.Vmm.Kvm.Interop;

/// <summary>struct timespec, bits/types/struct_timespec.h; 16 bytes.</summary>
internal struct timespec
{
    internal long tv_sec;
    internal long tv_nsec;
}
