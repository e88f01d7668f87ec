namespace Reactor.Vmm.Kvm.Interop;

/// <summary>linux/fs.h, since Linux 6.7: a run of pages found by PAGEMAP_SCAN, [start, end), 24 bytes.</summary>
internal struct page_region
{
    internal ulong start;
    internal ulong end;
    internal ulong categories;
}
