using Reactor.Vmm.Images;
using Reactor.Vmm.Kvm;

namespace Reactor.Vmm.Memory;

/// <summary>A guest's virtual memory: which ranges it was given, which of their 2 MiB pages are present, and its limit.</summary>
/// <remarks>
/// <para>A range given out (<see cref="Map"/>, <see cref="SetBreak"/>) is address space only. A 2 MiB page of it gets a frame when the guest
/// asks for it (<see cref="CommitRange"/>), or when it or the host on its behalf first touches it; that is when it counts. When the guest has returned all
/// that it was given of such a page, the frame goes back to the host and counts no more; parts of a page are filled with zeroes and kept.</para>
/// <para>Protection is per 2 MiB page and fixed when the page becomes present: text is read and execute, constants are read-only, all else
/// is read and write. A range asked for without any access becomes accessible when touched, because guests are linked with
/// a mprotect(2) that calls the host as little as it can; guard pages are the ranges that are never given out.</para>
/// </remarks>
internal sealed partial class AddressSpace
{
    private readonly GuestMemory _memory;
    private readonly PageTables _tables;
    private readonly RegionMap _regions;
    private readonly FrameTable _frames;
    private readonly ulong _breakStart;
    private ulong _break;

    /// <summary>Builds the address space of an image that has not run yet and copies the image into it.</summary>
    /// <param name="memory">Zeroed.</param>
    /// <param name="image">What to load.</param>
    /// <param name="limits">Size of the boxes and of all other memory.</param>
    /// <exception cref="GuestImageException">The image alone is larger than the limit.</exception>
    internal AddressSpace(GuestMemory memory, GuestImage image, GuestLimits limits)
    {
        _memory = memory;
        _tables = new PageTables(memory, SystemFrame.FirstTablePage);
        _regions = new RegionMap();
        SystemFrame.Write(memory.FrameZero);
        _tables.MapSystemFrame();
        _frames = new FrameTable(limits.Frames);
        _ = _frames.TryTake(SystemFrame.Base, out _);
        MapBoxes(limits);
        LoadImage(image);

        // Behind data the heap shares its last page; behind anything else it must not inherit the protection.
        bool endsWithData = image.Segments[^1].Access == PageAccess.ReadWrite;
        _breakStart = _break = GuestLayout.AlignUp(image.End, endsWithData ? GuestLayout.PageBytes : (ulong)GuestLayout.FrameBytes);
        Give(GuestLayout.StackEnd - GuestLayout.StackBytes, GuestLayout.StackEnd, RegionKind.Stack);
    }

    private AddressSpace(AddressSpace origin, GuestMemory memory)
    {
        _memory = memory;
        _tables = new PageTables(memory, origin._tables.NextTablePage);
        _regions = origin._regions.Copy();
        _breakStart = origin._breakStart;
        _break = origin._break;
        _frames = origin._frames.Copy();
    }

    private AddressSpace(GuestMemory memory, PageTables tables, RegionMap regions, FrameTable frames, ulong breakStart, ulong end)
    {
        _memory = memory;
        _tables = tables;
        _regions = regions;
        _breakStart = breakStart;
        _break = end;
        _frames = frames;
    }

    /// <summary>Ranges given out, ascending.</summary>
    internal IReadOnlyList<Region> Regions => _regions.Regions;

    /// <summary>Bytes of memory the guest has: what counts against its limit.</summary>
    internal long CommittedBytes => _frames.Committed * GuestLayout.FrameBytes;

    /// <summary>Bytes the guest may still commit.</summary>
    internal long AvailableBytes => _frames.Available * GuestLayout.FrameBytes;

    /// <summary>Physical memory from 0 up to here has been in use: what a machine must make accessible and a snapshot hold.</summary>
    internal long ExtentBytes => _frames.Extent * GuestLayout.FrameBytes;


    /// <summary>Whether the guest was refused memory since this was last cleared.</summary>
    internal bool WasRefused { get; set; }

    internal GuestMemory Memory => _memory;

    /// <summary>Which frames lie where: equal numbers mean that nothing was committed or given back in between.</summary>
    internal long FrameVersion => _frames.Version;

    /// <summary>Says that no machine holds a translation of this memory.</summary>
    internal void Unbind() => _frames.Unbind();

    /// <summary>The 2 MiB pages the guest can read now, ascending.</summary>
    internal IEnumerable<PageMapping> Mappings() => _tables.Mappings();

    /// <summary>Finds the 2 MiB page an address lies in, if it is present.</summary>
    internal bool TryFindMapping(GuestAddress address, out PageMapping mapping) => _tables.TryFindMapping(address.Value, out mapping);

    /// <summary>Finds the range given out that an address lies in.</summary>
    internal bool TryFindRegion(GuestAddress address, out Region region) => _regions.TryFind(address.Value, out region);

    /// <summary>The same address space over a copy of the memory.</summary>
    internal AddressSpace CloneOnto(GuestMemory memory) => new(this, memory);

    /// <summary>mmap(2) of anonymous memory.</summary>
    /// <param name="length">Bytes; rounded up to pages.</param>
    /// <param name="reserveOnly">Whether the guest asks for address space and not for memory.</param>
    /// <param name="isStack">Whether a thread's stack will lie there: 2 MiB below it stay free.</param>
    /// <returns>The start, or <see langword="null"/> when there is no room.</returns>
    internal GuestAddress? Map(ulong length, bool reserveOnly, bool isStack)
    {
        if (!TryRoundUp(ref length) || !MayPromise(length, reserveOnly))
        {
            return null;
        }

        ulong frame = (ulong)GuestLayout.FrameBytes;
        ulong guard = isStack ? frame : 0;
        ulong alignment = isStack || length >= frame ? frame : GuestLayout.PageBytes;
        if (!_regions.TryFindGap(GuestLayout.MappingStart, GuestLayout.MappingEnd, length + guard, alignment, out ulong start)
            || (isStack && !_regions.TryAdd(new Region(start, start + guard, RegionKind.Guard)))
            || !_regions.TryAdd(new Region(start + guard, start + guard + length, isStack ? RegionKind.ThreadStack : RegionKind.Mapping)))
        {
            WasRefused = true;
            return null;
        }

        return new GuestAddress(start + guard);
    }

    /// <summary>mmap(2) of anonymous memory at a place of the guest's choice; what was there is replaced by zeroes.</summary>
    /// <returns><see langword="false"/> when the range is not the guest's to use.</returns>
    internal bool MapAt(GuestAddress start, ulong length, bool reserveOnly, bool replace)
    {
        if (!TryRoundUp(ref length) || !IsMappable(start, length) || !MayPromise(length, reserveOnly))
        {
            return false;
        }

        ulong end = start.Value + length;
        if (!_regions.IsFree(start.Value, end))
        {
            if (!replace)
            {
                return false;
            }

            if (!Unmap(start, length))
            {
                return false;
            }
        }

        return _regions.TryAdd(new Region(start.Value, end, RegionKind.Mapping));
    }

    /// <summary>munmap(2): takes a range back; it reads zero if it is ever given out again.</summary>
    /// <returns><see langword="false"/> when the range is not the guest's to use, or leaves it too many regions.</returns>
    internal bool Unmap(GuestAddress start, ulong length)
    {
        if (!TryRoundUp(ref length) || !IsMappable(start, length))
        {
            return false;
        }

        if (!_regions.TryRemove(start.Value, start.Value + length))
        {
            return false;
        }

        Return(start.Value, start.Value + length);
        if (_regions.TryFind(start.Value - 1, out Region below) && below.Kind == RegionKind.Guard)
        {
            _ = _regions.TryRemove(below.Start, below.End);
        }

        return true;
    }

    /// <summary>madvise(2) with MADV_DONTNEED: the range reads zero afterwards and stays given out.</summary>
    /// <returns><see langword="false"/> when part of it was never given out, or is the image's.</returns>
    internal bool Discard(GuestAddress start, ulong length)
    {
        if (!TryRoundUp(ref length) || start.Value % GuestLayout.PageBytes != 0 || start.Value + length < start.Value)
        {
            return false;
        }

        ulong end = start.Value + length;
        if (!_regions.IsCovered(start.Value, end))
        {
            return false;
        }

        foreach (Region region in _regions.Regions)
        {
            if (region.Kind == RegionKind.Image && region.Start < end && start.Value < region.End)
            {
                return false;
            }
        }

        Return(start.Value, end);
        return true;
    }

    /// <summary>Whether all of a range was given out.</summary>
    internal bool IsGivenOut(GuestAddress start, ulong length) =>
        TryRoundUp(ref length) && start.Value + length >= start.Value && _regions.IsCovered(start.Value, start.Value + length);

    /// <summary>brk(2).</summary>
    /// <param name="wanted">The new end of the heap; anything impossible leaves it as it is.</param>
    /// <returns>The end of the heap.</returns>
    internal GuestAddress SetBreak(GuestAddress wanted)
    {
        ulong end = wanted.Value;
        if (end < _breakStart || end > GuestLayout.ImageEnd)
        {
            return new GuestAddress(_break);
        }

        ulong current = GuestLayout.AlignUp(_break, GuestLayout.PageBytes);
        ulong target = GuestLayout.AlignUp(end, GuestLayout.PageBytes);
        if (target > current)
        {
            if (!MayPromise(target - current, reserveOnly: false)
                || !_regions.IsFree(current, target)
                || !_regions.TryAdd(new Region(current, target, RegionKind.Heap)))
            {
                return new GuestAddress(_break);
            }
        }
        else if (target < current)
        {
            Return(target, current);
            _ = _regions.TryRemove(target, current);
        }

        _break = end;
        return new GuestAddress(end);
    }

    /// <summary>mprotect(2) for writing: what was reserved becomes memory, all of it or nothing. Stacks stay reservations.</summary>
    /// <returns><see langword="false"/> when part of the range was never given out, or the guest has used up its memory.</returns>
    internal bool CommitRange(GuestAddress start, ulong length)
    {
        if (!TryRoundUp(ref length) || start.Value + length < start.Value || !_regions.IsCovered(start.Value, start.Value + length))
        {
            return false;
        }

        _ = _regions.TryFind(start.Value, out Region region);
        if (region.Kind != RegionKind.Mapping)
        {
            return true;
        }

        ulong frame = (ulong)GuestLayout.FrameBytes;
        ulong first = GuestLayout.AlignDown(start.Value, frame);
        ulong end = start.Value + length;
        long missing = 0;
        for (ulong page = first; page < end && missing <= _frames.Available; page += frame)
        {
            missing += _tables.TryTranslate(page, out _, out _) ? 0 : 1;
        }

        if (missing > _frames.Available)
        {
            WasRefused = true;
            return false;
        }

        for (ulong page = first; page < end; page += frame)
        {
            if (VcpuThread.MustLeave || (!_tables.TryTranslate(page, out _, out _) && !TryMap(page, PageAccess.ReadWrite)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Makes the 2 MiB page around an address present, if it was given out.</summary>
    internal CommitResult Commit(GuestAddress address)
    {
        if (_tables.TryTranslate(address.Value, out _, out _))
        {
            return CommitResult.Present;
        }

        if (!_regions.TryFind(address.Value, out Region region) || region.Kind == RegionKind.Guard)
        {
            return CommitResult.Unmapped;
        }

        return TryMap(address.Value, PageAccess.ReadWrite) ? CommitResult.Committed : CommitResult.LimitReached;
    }

    private static bool TryRoundUp(ref ulong length)
    {
        if (length == 0 || length > GuestLayout.MappingEnd)
        {
            return false;
        }

        length = GuestLayout.AlignUp(length, GuestLayout.PageBytes);
        return true;
    }

    private static bool IsMappable(GuestAddress start, ulong length) =>
        start.Value % GuestLayout.PageBytes == 0
        && start.Value >= GuestLayout.MappingStart
        && start.Value <= GuestLayout.MappingEnd
        && length <= GuestLayout.MappingEnd - start.Value;

    // A guest that asks for more than it could ever touch is told so at once, as a process under strict accounting is.
    private bool MayPromise(ulong length, bool reserveOnly)
    {
        if (reserveOnly || length <= (ulong)AvailableBytes)
        {
            return true;
        }

        WasRefused = true;
        return false;
    }

    private void Give(ulong start, ulong end, RegionKind kind) => _ = _regions.TryAdd(new Region(start, end, kind));

    // Gives the 2 MiB page around an address a frame that reads zero.
    private bool TryMap(ulong address, PageAccess access)
    {
        if (_frames.IsExhausted && _memory.ForgetTranslations is { } forget)
        {
            forget();
            _frames.Unbind();
        }

        ulong page = GuestLayout.AlignDown(address, (ulong)GuestLayout.FrameBytes);
        if (!_frames.TryTake(page, out long frame))
        {
            WasRefused = true;
            return false;
        }

        long physical = frame * GuestLayout.FrameBytes;
        if (!_tables.TryMap(page, physical, access))
        {
            _frames.Release(page, frame);
            WasRefused = true;
            return false;
        }

        _memory.Prepare(physical);
        VmmMetrics.CountCommit();
        return true;
    }

    private void MapBoxes(GuestLimits limits)
    {
        ulong end = GuestLayout.Boxes + (ulong)limits.BoxFrames * (ulong)GuestLayout.FrameBytes;
        for (ulong page = GuestLayout.Boxes; page < end; page += (ulong)GuestLayout.FrameBytes)
        {
            _ = TryMap(page, PageAccess.ReadWrite);
        }

        Give(GuestLayout.Boxes, end, RegionKind.Boxes);
    }

    private void LoadImage(GuestImage image)
    {
        ulong frame = (ulong)GuestLayout.FrameBytes;
        foreach (GuestSegment segment in image.Segments)
        {
            ulong first = GuestLayout.AlignDown(segment.Address, frame);
            ulong last = GuestLayout.AlignUp(segment.End, frame);
            for (ulong page = first; page < last; page += frame)
            {
                // Segments of one permission may share a 2 MiB page; those of different permissions were refused.
                if (_tables.TryTranslate(page, out _, out _))
                {
                    continue;
                }

                if (!TryMap(page, segment.Access))
                {
                    throw new GuestImageException(
                        $"its segments alone need more memory than the limit of {_frames.Limit * GuestLayout.FrameBytes >> 20} MiB, boxes and tables included");
                }
            }

            ulong start = GuestLayout.AlignDown(segment.Address, GuestLayout.PageBytes);
            _ = _regions.TryRemove(start, GuestLayout.AlignUp(segment.End, GuestLayout.PageBytes));
            Give(start, GuestLayout.AlignUp(segment.End, GuestLayout.PageBytes), RegionKind.Image);
            Store(image.Content, segment);
        }
    }

    // Writes past the guest's own protection: the image's read-only parts.
    private void Store(ImageContent content, GuestSegment segment)
    {
        for (int done = 0; done < segment.FileBytes;)
        {
            _ = _tables.TryTranslate(segment.Address + (ulong)done, out long physical, out _);
            int part = (int)Math.Min(GuestLayout.FrameBytes - physical % GuestLayout.FrameBytes, segment.FileBytes - done);
            content.CopyTo(_memory, physical, segment.FileOffset + done, part);
            done += part;
        }
    }

    // Takes memory back from [start, end): whole frames where nothing else in them is given out. Only what is present can hold anything but zeroes.
    // A guest whose time is up never sees the rest: it is not entered again as it is.
    private void Return(ulong start, ulong end)
    {
        ulong frame = (ulong)GuestLayout.FrameBytes;
        while ((start = _tables.SkipUnmapped(start)) < end && !VcpuThread.MustLeave)
        {
            ulong page = GuestLayout.AlignDown(start, frame);
            ulong next = Math.Min(end, page + frame);
            if (_tables.TryTranslate(start, out long physical, out bool writable) && writable)
            {
                if (IsReturnable(page, start, next))
                {
                    Release(page);
                }
                else
                {
                    _memory.Zero(physical, (long)(next - start));
                }
            }

            start = next;
        }
    }

    // Whether nothing of a 2 MiB page is given out but [start, end), and the host itself does not rely on it.
    private bool IsReturnable(ulong page, ulong start, ulong end) =>
        (page < GuestLayout.Boxes || page >= GuestLayout.StackEnd - GuestLayout.StackBytes)
        && (start == page || _regions.IsFree(page, start))
        && (end == page + (ulong)GuestLayout.FrameBytes || _regions.IsFree(end, page + (ulong)GuestLayout.FrameBytes));

    // In this order: the guest must not reach the frame through a translation made between both steps.
    private void Release(ulong page)
    {
        _ = _tables.TryUnmap(page, out long physical);
        _memory.Release(physical);
        _frames.Release(page, physical / GuestLayout.FrameBytes);
        VmmMetrics.CountReturn();
    }
}
