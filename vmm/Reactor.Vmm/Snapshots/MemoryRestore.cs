using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Snapshots;

/// <summary>Copies an instance's memory back to what a snapshot holds, in place: only pages that were ever written, every one of them each time.</summary>
/// <remarks>
/// A page is copied back whether or not the last call wrote it: the list is of pages that may differ, and telling which do would cost as much. With
/// the list and the snapshot unchanged since the last time, this is a loop of copies: no allocation, no system call but getrusage(2).
/// </remarks>
internal sealed unsafe class MemoryRestore(GuestMemory memory, WrittenPages written)
{
    private readonly GuestMemory _memory = memory;
    private readonly WrittenPages _written = written;
    private readonly PageRuns _plan = new();
    private readonly List<PageRange> _ranges = [];
    private SnapshotMemory? _plannedFor;

    /// <summary>Restores the memory. Nobody may be running the guest.</summary>
    /// <param name="snapshot">Of the same root as the memory.</param>
    /// <param name="usedBytes">Physical memory the instance has in use, from 0 upwards.</param>
    /// <returns>Whether page tables changed: then a machine's translations of this memory are out of date.</returns>
    internal bool Restore(SnapshotMemory snapshot, long usedBytes)
    {
        bool hasMore = _written.Refresh(usedBytes);
        bool isOther = _plannedFor != snapshot;
        if (hasMore || isOther)
        {
            Plan(snapshot);
        }

        bool tablesChanged = false;
        IReadOnlyList<PageRun> runs = _plan.Runs;
        for (int i = 0; i < runs.Count; i++)
        {
            PageRun run = runs[i];
            if (run.Start >= GuestLayout.FrameBytes)
            {
                Copy(_memory, run);
            }
            else if (CopySystemPages(run))
            {
                tablesChanged = true;
            }
        }

        _written.Mark();
        if (isOther)
        {
            // Pages of the snapshot's own were written above without being known as such.
            _written.Invalidate();
        }

        return tablesChanged;
    }

    /// <summary>Writes what a run of a snapshot holds into an instance's memory.</summary>
    internal static void Copy(GuestMemory memory, PageRun run)
    {
        for (long start = run.Start; start < run.End;)
        {
            int length = (int)Math.Min(run.End - start, GuestLayout.FrameBytes);
            Span<byte> destination = memory.Slice(start, length);
            if (run.IsZero)
            {
                destination.Clear();
            }
            else
            {
                // SAFETY: runs of a snapshot lie in memory that it keeps mapped; the caller holds the snapshot.
                new ReadOnlySpan<byte>((byte*)run.Source + (start - run.Start), length).CopyTo(destination);
            }

            start += length;
        }
    }

    private void Plan(SnapshotMemory snapshot)
    {
        _ranges.Clear();
        _ranges.AddRange(_written.Known);
        snapshot.AddDifferences(_ranges);
        _ranges.Sort(static (left, right) => left.Start.CompareTo(right.Start));
        _plan.Clear();
        long done = 0;
        foreach (PageRange range in _ranges)
        {
            long start = Math.Max(done, range.Start);
            if (start < range.End)
            {
                snapshot.Resolve(start, range.End, _plan);
                done = range.End;
            }
        }

        _plannedFor = snapshot;
    }

    // Mailbox and exception stack differ after every call; of the other pages of frame 0 the machine caches what they say.
    private bool CopySystemPages(PageRun run)
    {
        bool changed = false;
        for (long start = run.Start; start < run.End; start += GuestLayout.PageBytes)
        {
            PageRun page = run.Part(start, start + GuestLayout.PageBytes);
            int number = (int)(start / GuestLayout.PageBytes);
            if (number is SystemFrame.MailboxPage or SystemFrame.StackPage || start >= GuestLayout.FrameBytes)
            {
                Copy(_memory, page);
            }
            else if (!Holds(page))
            {
                changed = true;
                Copy(_memory, page);
            }
        }

        return changed;
    }

    private bool Holds(PageRun page)
    {
        ReadOnlySpan<byte> now = _memory.Slice(page.Start, GuestLayout.PageBytes);
        return page.IsZero
            ? !now.ContainsAnyExcept((byte)0)
            : now.SequenceEqual(new ReadOnlySpan<byte>((byte*)page.Source, GuestLayout.PageBytes));
    }
}
