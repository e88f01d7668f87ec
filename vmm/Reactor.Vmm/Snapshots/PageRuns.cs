namespace Reactor.Vmm.Snapshots;

/// <summary>Runs of pages: ascending, not overlapping, neighbours that continue each other joined.</summary>
internal sealed class PageRuns
{
    private readonly List<PageRun> _runs = [];

    internal IReadOnlyList<PageRun> Runs => _runs;

    /// <summary>Bytes of the runs that hold anything.</summary>
    internal long StoredBytes { get; private set; }

    /// <summary>Adds a run behind all others.</summary>
    internal void Append(PageRun run)
    {
        if (run.Length == 0)
        {
            return;
        }

        StoredBytes += run.IsZero ? 0 : run.Length;
        if (_runs.Count > 0 && Continues(_runs[^1], run))
        {
            _runs[^1] = _runs[^1] with { Length = _runs[^1].Length + run.Length };
            return;
        }

        if (_runs.Count > 0 && run.Start < _runs[^1].End)
        {
            throw new ArgumentException("The run lies before the end of another.", nameof(run));
        }

        _runs.Add(run);
    }

    internal void Clear()
    {
        _runs.Clear();
        StoredBytes = 0;
    }

    /// <summary>Finds the first run that ends behind an address.</summary>
    /// <returns>Its index, or the count when there is none.</returns>
    internal int IndexAtOrAfter(long address)
    {
        int low = 0;
        int high = _runs.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_runs[middle].End <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static bool Continues(PageRun left, PageRun right) =>
        left.End == right.Start
        && (left.IsZero ? right.IsZero : right.Source == left.Source + (nint)left.Length);
}
