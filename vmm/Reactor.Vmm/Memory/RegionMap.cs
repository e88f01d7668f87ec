using Reactor.Vmm.Snapshots;

namespace Reactor.Vmm.Memory;

/// <summary>Which ranges of a guest's address space are given out: sorted, not overlapping, neighbours of one kind merged.</summary>
/// <remarks>Says nothing about memory: a region costs nothing until its pages are touched.</remarks>
internal sealed class RegionMap
{
    /// <summary>Most regions a guest may have; the kernel allows a process 65,530. More is a leak or an attack on the host's memory.</summary>
    internal const int Capacity = 16_384;

    private readonly List<Region> _regions;

    internal RegionMap() => _regions = [];

    private RegionMap(List<Region> regions) => _regions = regions;

    internal IReadOnlyList<Region> Regions => _regions;

    internal RegionMap Copy() => new([.. _regions]);

    internal void Save(StateWriter writer)
    {
        writer.Int32(_regions.Count);
        foreach (Region region in _regions)
        {
            writer.UInt64(region.Start);
            writer.UInt64(region.End);
            writer.Byte((byte)region.Kind);
        }
    }

    /// <exception cref="SnapshotException">The regions overlap, are out of order, or lie where no guest's do.</exception>
    internal static RegionMap Load(ref StateReader reader)
    {
        int count = reader.Int32(0, Capacity, "it has too many regions");
        var regions = new List<Region>(count);
        ulong last = 0;
        for (int i = 0; i < count; i++)
        {
            var region = new Region(reader.UInt64(), reader.UInt64(), (RegionKind)reader.Byte());
            bool isSound = region.Start >= last && region.Start < region.End && region.End <= GuestLayout.UserEnd
                && (region.Start | region.End) % GuestLayout.PageBytes == 0 && Enum.IsDefined(region.Kind);
            reader.Require(isSound, $"region {i} is impossible");
            regions.Add(region);
            last = region.End;
        }

        return new RegionMap(regions);
    }

    /// <summary>Finds the region an address lies in.</summary>
    internal bool TryFind(ulong address, out Region region)
    {
        int index = IndexAtOrAfter(address);
        if (index < _regions.Count && _regions[index].Start <= address)
        {
            region = _regions[index];
            return true;
        }

        region = default;
        return false;
    }

    /// <summary>Whether nothing in [start, end) is given out.</summary>
    internal bool IsFree(ulong start, ulong end)
    {
        int index = IndexAtOrAfter(start);
        return index == _regions.Count || _regions[index].Start >= end;
    }

    /// <summary>Whether all of [start, end) is given out.</summary>
    internal bool IsCovered(ulong start, ulong end)
    {
        for (int index = IndexAtOrAfter(start); index < _regions.Count && _regions[index].Start <= start; index++)
        {
            start = _regions[index].End;
            if (start >= end)
            {
                return true;
            }
        }

        return start >= end;
    }

    /// <summary>Gives out a range that is free.</summary>
    /// <returns><see langword="false"/> when there are too many regions already.</returns>
    internal bool TryAdd(Region region)
    {
        int index = IndexAtOrAfter(region.Start);
        if (index < _regions.Count && _regions[index].Start < region.End)
        {
            throw new ArgumentException("The range is given out already.", nameof(region));
        }

        bool joinsNext = index < _regions.Count && _regions[index].Start == region.End && _regions[index].Kind == region.Kind;
        bool joinsPrevious = index > 0 && _regions[index - 1].End == region.Start && _regions[index - 1].Kind == region.Kind;
        if (joinsPrevious)
        {
            region = region with { Start = _regions[index - 1].Start };
        }

        if (joinsNext)
        {
            region = region with { End = _regions[index].End };
        }

        switch (joinsPrevious, joinsNext)
        {
            case (true, true):
                _regions.RemoveAt(index);
                _regions[index - 1] = region;
                return true;
            case (true, false):
                _regions[index - 1] = region;
                return true;
            case (false, true):
                _regions[index] = region;
                return true;
            default:
                if (_regions.Count >= Capacity)
                {
                    return false;
                }

                _regions.Insert(index, region);
                return true;
        }
    }

    /// <summary>Takes [start, end) back, splitting what reaches over its ends.</summary>
    /// <returns><see langword="false"/> when a region would have to be split and there are too many already; nothing is changed then.</returns>
    internal bool TryRemove(ulong start, ulong end)
    {
        int index = IndexAtOrAfter(start);
        if (_regions.Count >= Capacity && index < _regions.Count && _regions[index].Start < start && _regions[index].End > end)
        {
            return false;
        }

        while (index < _regions.Count && _regions[index].Start < end)
        {
            Region region = _regions[index];
            _regions.RemoveAt(index);
            if (region.Start < start)
            {
                _regions.Insert(index++, region with { End = start });
            }

            if (region.End > end)
            {
                _regions.Insert(index++, region with { Start = end });
            }
        }

        return true;
    }

    /// <summary>Finds the lowest free range inside [low, high).</summary>
    /// <param name="low">Inclusive.</param>
    /// <param name="high">Exclusive.</param>
    /// <param name="length">Bytes, more than zero.</param>
    /// <param name="alignment">Of the start; a power of two.</param>
    /// <param name="start">The range's start.</param>
    internal bool TryFindGap(ulong low, ulong high, ulong length, ulong alignment, out ulong start)
    {
        start = GuestLayout.AlignUp(low, alignment);
        for (int index = IndexAtOrAfter(low); index < _regions.Count; index++)
        {
            Region region = _regions[index];
            if (region.Start >= start && region.Start - start >= length)
            {
                break;
            }

            start = Math.Max(start, GuestLayout.AlignUp(region.End, alignment));
        }

        return start < high && high - start >= length;
    }

    // Index of the first region that ends behind the address.
    private int IndexAtOrAfter(ulong address)
    {
        int low = 0;
        int high = _regions.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_regions[middle].End <= address)
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
}
