using System.Text;
using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Syscalls;

/// <summary>What the made-up files of proc(5) say.</summary>
internal static class GuestFileContent
{
    // A guest may have thousands of regions and hold many such files; a runtime looks for its stack only.
    private const int MaxMapsLines = 500;

    internal static byte[] Maps(IReadOnlyList<Region> regions)
    {
        var text = new StringBuilder();
        foreach (Region region in regions.TakeLast(MaxMapsLines))
        {
            string name = region.Kind switch
            {
                RegionKind.Stack => "[stack]",
                RegionKind.Heap => "[heap]",
                RegionKind.Image => "/guest",
                _ => "",
            };
            _ = text.Append($"{region.Start:x}-{region.End:x} rw-p 00000000 00:00 0 {name}\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    internal static byte[] MemoryInfo(AddressSpace memory)
    {
        long total = (memory.CommittedBytes + memory.AvailableBytes) >> 10;
        long free = memory.AvailableBytes >> 10;
        return Encoding.ASCII.GetBytes($"MemTotal: {total} kB\nMemFree: {free} kB\nMemAvailable: {free} kB\n");
    }
}
