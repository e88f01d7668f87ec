using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Reactor.Vmm.Kvm.Interop;
using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Kvm;

/// <summary>What the kernel knows about the pages of this process: which are private copies, and how many the calling thread faulted in.</summary>
internal static unsafe class HostPages
{
    private const int RunsPerScan = 256;
    private static readonly Lazy<SafeFileHandle> PageMap = new(OpenPageMap);

    /// <summary>Page faults of the calling thread that needed no disk, since it started: 0.35 µs. Its guests' copy-on-write faults are among them.</summary>
    internal static long MinorFaultsOfThread
    {
        get
        {
            rusage usage;
            return Libc.getrusage(Libc.RUSAGE_THREAD, &usage) == 0 ? usage.ru_minflt : -1;
        }
    }

    /// <summary>Finds the pages of a private mapping that were written: copies of a file's pages, and anonymous ones.</summary>
    /// <param name="mapping">Mapped copy-on-write or anonymous.</param>
    /// <param name="offset">Of the part to look at; a multiple of the page size.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="found">Receives the runs behind what it holds, ascending, not touching each other, as offsets in the mapping. About 12 µs for 300 pages, 73 µs for 2,560.</param>
    /// <exception cref="KvmException">The kernel refused: it is older than Linux 6.7.</exception>
    internal static void FindPrivate(HostMapping mapping, long offset, long length, List<PageRange> found)
    {
        page_region* runs = stackalloc page_region[RunsPerScan];
        ulong start = (ulong)mapping.Pointer;
        var scan = new pm_scan_arg
        {
            size = (ulong)sizeof(pm_scan_arg),
            start = start + (ulong)offset,
            end = start + (ulong)(offset + length),
            vec = (ulong)runs,
            vec_len = RunsPerScan,
            category_inverted = pm_scan_arg.PAGE_IS_FILE | pm_scan_arg.PAGE_IS_PFNZERO,
            category_mask = pm_scan_arg.PAGE_IS_FILE | pm_scan_arg.PAGE_IS_PFNZERO,
            category_anyof_mask = pm_scan_arg.PAGE_IS_PRESENT | pm_scan_arg.PAGE_IS_SWAPPED,
        };
        while (scan.start < scan.end)
        {
            int count = Libc.ioctl(PageMap.Value, pm_scan_arg.PAGEMAP_SCAN, &scan);
            if (count < 0)
            {
                throw new KvmException(nameof(pm_scan_arg.PAGEMAP_SCAN), Marshal.GetLastPInvokeError());
            }

            for (int i = 0; i < count; i++)
            {
                Append(found, (long)(runs[i].start - start), (long)(runs[i].end - runs[i].start));
            }

            scan.start = scan.walk_end;
        }
    }

    /// <summary>Adds a run behind those found so far, joining it with the last where they touch.</summary>
    internal static void Append(List<PageRange> found, long start, long length)
    {
        if (found.Count > 0 && found[^1].End == start)
        {
            found[^1] = found[^1] with { Length = found[^1].Length + length };
        }
        else
        {
            found.Add(new PageRange(start, length));
        }
    }

    private static SafeFileHandle OpenPageMap()
    {
        SafeFileHandle handle = Libc.open("/proc/self/pagemap", Libc.O_RDONLY | Libc.O_CLOEXEC);
        return handle.IsInvalid ? throw new KvmException("open of /proc/self/pagemap", Marshal.GetLastPInvokeError()) : handle;
    }
}
