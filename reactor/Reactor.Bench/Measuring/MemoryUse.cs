using System.Globalization;

namespace Reactor.Bench.Measuring;

/// <summary>Memory in use, in KiB.</summary>
/// <param name="SystemKib">Of the whole machine, the kernel's own included: what MemAvailable lacks. Other programs move it too.</param>
/// <param name="ProcessKib">Of this process: its proportional set size and its page tables.</param>
internal readonly record struct MemoryUse(long SystemKib, long ProcessKib)
{
    /// <summary>After a garbage collection.</summary>
    internal static MemoryUse Now()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return new(-Field("/proc/meminfo", "MemAvailable:"), Field("/proc/self/smaps_rollup", "Pss:") + Field("/proc/self/status", "VmPTE:"));
    }

    public static MemoryUse operator -(MemoryUse left, MemoryUse right) =>
        new(left.SystemKib - right.SystemKib, left.ProcessKib - right.ProcessKib);

    private static long Field(string path, string name)
    {
        string line = File.ReadLines(path).First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
    }
}
