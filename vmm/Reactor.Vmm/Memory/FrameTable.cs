namespace Reactor.Vmm.Memory;

/// <summary>Which frames of physical memory a guest has, counted against its limit.</summary>
/// <remarks>
/// <para>A frame that the guest gives back stays kept for the 2 MiB of addresses it lay at: a hypervisor with shadow paging may still hold a translation
/// of that address down to the frame, with nothing in it. Mapping the same frame there again is right under any hypervisor; mapping
/// another needs all translations forgotten first, which costs a slot swap. So frames change their address only when physical memory runs
/// out, or when the instance leaves its shell anyway (<see cref="Unbind"/>).</para>
/// <para>Physical memory is numbered up to twice the limit, so that this is rare; what counts, and costs the host, is what is committed.</para>
/// </remarks>
internal sealed class FrameTable
{
    private static long LastVersion;

    private readonly Dictionary<ulong, long> _kept;
    private readonly Stack<long> _free;

    /// <param name="limit">Most frames that may be committed at a time.</param>
    internal FrameTable(long limit)
    {
        Limit = limit;
        _kept = [];
        _free = [];
    }

    /// <param name="limit">Most frames that may be committed at a time.</param>
    /// <param name="extent">One past the highest frame ever committed.</param>
    /// <param name="committed">Frames below it that are committed, the system's included.</param>
    internal FrameTable(long limit, long extent, HashSet<long> committed)
        : this(limit)
    {
        Committed = committed.Count;
        Extent = extent;
        for (long frame = extent - 1; frame >= 0; frame--)
        {
            if (!committed.Contains(frame))
            {
                _free.Push(frame);
            }
        }

        Version = Interlocked.Increment(ref LastVersion);
    }

    private FrameTable(FrameTable origin)
    {
        Limit = origin.Limit;
        Committed = origin.Committed;
        Extent = origin.Extent;
        _kept = new Dictionary<ulong, long>(origin._kept);
        _free = new Stack<long>(origin._free.Reverse());
        Version = origin.Version;
    }

    /// <summary>Most frames that may be committed at a time.</summary>
    internal long Limit { get; }

    /// <summary>Frames the guest has.</summary>
    internal long Committed { get; private set; }

    /// <summary>Frames the guest may still commit.</summary>
    internal long Available => Limit - Committed;

    /// <summary>One past the highest frame ever committed.</summary>
    internal long Extent { get; private set; }

    /// <summary>Whether the next <see cref="TryTake"/> may fail although the limit allows it, until <see cref="Unbind"/>.</summary>
    internal bool IsExhausted => Extent == Capacity(Limit) && _free.Count == 0;

    /// <summary>Frames of physical memory under a limit.</summary>
    internal static long Capacity(long limit) => limit * 2;

    /// <summary>A number that no other table has, unless it is a copy and nothing changed in either since.</summary>
    internal long Version { get; private set; }

    /// <summary>The same table.</summary>
    internal FrameTable Copy() => new(this);

    /// <summary>Commits a frame for the 2 MiB page at an address.</summary>
    /// <param name="page">A multiple of the frame size.</param>
    /// <param name="frame">Its number. Frames that were never committed before come in ascending order, one by one.</param>
    internal bool TryTake(ulong page, out long frame)
    {
        frame = 0;
        if (Committed >= Limit)
        {
            return false;
        }

        if (!_kept.Remove(page, out frame) && !_free.TryPop(out frame))
        {
            if (Extent == Capacity(Limit))
            {
                return false;
            }

            frame = Extent++;
        }

        Committed++;
        Version = Interlocked.Increment(ref LastVersion);
        return true;
    }

    /// <summary>Takes a committed frame back and keeps it for its address.</summary>
    internal void Release(ulong page, long frame)
    {
        _kept.Add(page, frame);
        Committed--;
        Version = Interlocked.Increment(ref LastVersion);
    }

    /// <summary>Frees the kept frames for any address: no translation is held any more.</summary>
    internal void Unbind()
    {
        foreach (long frame in _kept.Values)
        {
            _free.Push(frame);
        }

        _kept.Clear();
    }
}
