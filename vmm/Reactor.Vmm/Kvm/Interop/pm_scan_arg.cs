namespace Reactor.Vmm.Kvm.Interop;

/// <summary>linux/fs.h, since Linux 6.7: argument of PAGEMAP_SCAN, 96 bytes.</summary>
internal struct pm_scan_arg
{
    internal const nuint PAGEMAP_SCAN = 0xC060_6610;

    /// <summary>A page of a file, or shared.</summary>
    internal const ulong PAGE_IS_FILE = 1 << 2;

    internal const ulong PAGE_IS_PRESENT = 1 << 3;

    internal const ulong PAGE_IS_SWAPPED = 1 << 4;

    /// <summary>The kernel's page of zeroes: read, never written.</summary>
    internal const ulong PAGE_IS_PFNZERO = 1 << 5;

    internal ulong size;
    internal ulong flags;
    internal ulong start;
    internal ulong end;
    internal ulong walk_end;
    internal ulong vec;
    internal ulong vec_len;
    internal ulong max_pages;
    internal ulong category_inverted;
    internal ulong category_mask;
    internal ulong category_anyof_mask;
    internal ulong return_mask;
}
