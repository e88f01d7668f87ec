using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Snapshots;

/// <summary>Finds the pages in which an instance's memory differs from a snapshot.</summary>
internal static unsafe class MemoryDifference
{
    /// <param name="memory">Of an instance that nobody is running.</param>
    /// <param name="written">Where it may differ from the snapshot's root: ascending.</param>
    /// <param name="basis">What to compare with.</param>
    /// <returns>Runs in the instance's own memory; zero pages as such.</returns>
    internal static PageRuns Find(GuestMemory memory, IReadOnlyList<PageRange> written, SnapshotMemory basis)
    {
        var differences = new PageRuns();
        var before = new PageRuns();
        foreach (PageRange range in written)
        {
            before.Clear();
            basis.Resolve(range.Start, range.End, before);
            foreach (PageRun run in before.Runs)
            {
                Compare(memory, run, differences);
            }
        }

        return differences;
    }

    /// <summary>Where memory may differ from a snapshot: what was written, and what the snapshot holds and the guest may have given back since.</summary>
    /// <param name="written">Where it may differ from the snapshot's root: ascending.</param>
    /// <param name="basis">What to compare with.</param>
    /// <returns>Ascending runs.</returns>
    internal static List<PageRange> Candidates(IReadOnlyList<PageRange> written, SnapshotMemory basis)
    {
        var all = new List<PageRange>(written);
        basis.AddDifferences(all);
        all.Sort(static (left, right) => left.Start.CompareTo(right.Start));
        var joined = new List<PageRange>();
        long done = 0;
        foreach (PageRange range in all)
        {
            long start = Math.Max(done, range.Start);
            if (start < range.End)
            {
                joined.Add(new PageRange(start, range.End - start));
                done = range.End;
            }
        }

        return joined;
    }

    private static void Compare(GuestMemory memory, PageRun before, PageRuns differences)
    {
        for (long start = before.Start; start < before.End; start += GuestLayout.PageBytes)
        {
            ReadOnlySpan<byte> now = memory.Slice(start, GuestLayout.PageBytes);
            bool isZero = !now.ContainsAnyExcept((byte)0);
            if (before.IsZero ? isZero : now.SequenceEqual(Page(before.Part(start, start + GuestLayout.PageBytes))))
            {
                continue;
            }

            // SAFETY: the instance's mapping stays where it is as long as its owner uses the runs.
            fixed (byte* source = now)
            {
                differences.Append(new PageRun(start, GuestLayout.PageBytes, isZero ? 0 : (nint)source));
            }
        }
    }

    private static ReadOnlySpan<byte> Page(PageRun page) => new((byte*)page.Source, GuestLayout.PageBytes);
}
