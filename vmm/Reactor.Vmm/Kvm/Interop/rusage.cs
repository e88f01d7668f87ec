using System.Runtime.CompilerServices;

namespace Reactor.Vmm.Kvm.Interop;

/// <summary>sys/resource.h: what getrusage(2) fills in, 144 bytes. Only the count of minor faults is read.</summary>
internal struct rusage
{
    internal times used;
    internal long ru_maxrss;
    internal long ru_ixrss;
    internal long ru_idrss;
    internal long ru_isrss;
    internal long ru_minflt;
    internal long ru_majflt;
    internal rest others;

    /// <summary>ru_utime and ru_stime.</summary>
    [InlineArray(4)]
    internal struct times
    {
        private long _first;
    }

    /// <summary>ru_nswap to ru_nivcsw.</summary>
    [InlineArray(8)]
    internal struct rest
    {
        private long _first;
    }
}
