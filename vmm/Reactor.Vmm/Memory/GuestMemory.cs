using Microsoft.Win32.SafeHandles;
using Reactor.Vmm.Kvm;

namespace Reactor.Vmm.Memory;

/// <summary>Guest-physical memory of one instance, in frames of 2 MiB handed out from 0 upwards.</summary>
/// <remarks>
/// The first frames may be a template's file, copy-on-write; those behind are anonymous. Everything that touches guest memory goes through
/// here, so that every offset is checked once.
/// </remarks>
internal sealed class GuestMemory : IDisposable
{
    /// <summary>Each may split the mapping in two; the kernel allows a process 65,530 of them.</summary>
    private const int MaxReplacedFrames = 32;

    private readonly HostMapping _mapping;
    private readonly SortedSet<long> _replaced = [];
    private long _preparedBytes;
    private readonly MemoryFile? _file;
    private Backing _backing;
    private long _fileBytes;

    private GuestMemory(HostMapping mapping, Backing backing, long fileBytes, MemoryFile? file = null)
    {
        _mapping = mapping;
        _backing = backing;
        _fileBytes = fileBytes;
        _file = file;
    }

    private enum Backing
    {
        /// <summary>All of it is a file of its own: a template being booted.</summary>
        SharedFile,

        /// <summary>The template's file in pages of 4 KiB, then anonymous memory in pages of 2 MiB.</summary>
        CopyOnWrite,

        /// <summary>Anonymous memory in 2 MiB pages, faulted in before the guest touches it.</summary>
        HugePages,
    }

    internal HostMapping Mapping => _mapping;

    /// <summary>Frames of the template that were given back: they hold zeroes or the instance's own bytes since.</summary>
    internal int ReplacedFrames => _replaced.Count;

    /// <summary>Has the machine that this memory is attached to drop every translation it holds; <see langword="null"/> while there is none.</summary>
    internal Action? ForgetTranslations { get; set; }

    /// <summary>Physical frame 0: tables, stubs, mailbox.</summary>
    internal Span<byte> FrameZero => _mapping.Slice(0, (int)GuestLayout.FrameBytes);

    internal static GuestMemory OverFile(MemoryFile file, long bytes)
    {
        HostMapping mapping = HostMapping.Reserve(bytes, GuestLayout.FrameBytes);
        mapping.MapShared(file, bytes);
        return new GuestMemory(mapping, Backing.SharedFile, bytes, file);
    }

    /// <summary>Memory that nothing was loaded into.</summary>
    internal static GuestMemory Anonymous(long bytes)
    {
        HostMapping mapping = HostMapping.Reserve(bytes, GuestLayout.FrameBytes);
        mapping.MapAnonymous(0, bytes);
        return new GuestMemory(mapping, Backing.HugePages, 0);
    }

    /// <param name="file">Sealed memory of a template.</param>
    /// <param name="fileBytes">Its length, whole frames.</param>
    /// <param name="bytes">Most the instance may ever have, whole frames.</param>
    /// <param name="kind">How to hold it.</param>
    internal static GuestMemory Clone(MemoryFile file, long fileBytes, long bytes, InstanceMemory kind)
    {
        var memory = new GuestMemory(HostMapping.Reserve(bytes, GuestLayout.FrameBytes), Backing.CopyOnWrite, 0);
        try
        {
            memory.MapClone(file, fileBytes, kind);
            return memory;
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    /// <summary>Gives all of it back to the host. Nothing may touch it until <see cref="MapClone"/>.</summary>
    internal void Vacate() => _mapping.Vacate();

    /// <summary>Makes it what a template's memory was.</summary>
    /// <param name="file">Sealed memory of the template.</param>
    /// <param name="fileBytes">Its length, whole frames.</param>
    /// <param name="kind">How to hold it.</param>
    internal void MapClone(MemoryFile file, long fileBytes, InstanceMemory kind)
    {
        long bytes = _mapping.Length;
        _replaced.Clear();
        _fileBytes = fileBytes;
        if (kind == InstanceMemory.HugePages)
        {
            _backing = Backing.HugePages;
            _mapping.MapAnonymous(0, bytes);
            _mapping.AdviseHugePages(0, bytes, wanted: true);
            _mapping.Populate(0, fileBytes);
            for (long offset = 0; offset < fileBytes; offset += GuestLayout.FrameBytes)
            {
                file.CopyTo(_mapping.Slice(offset, (int)GuestLayout.FrameBytes), offset);
            }

            return;
        }

        _backing = Backing.CopyOnWrite;
        _mapping.MapCopyOnWrite(file, fileBytes);
        foreach (PageRange hole in file.LargeHoles)
        {
            _mapping.MapAnonymous(hole.Start, hole.Length);
        }

        _mapping.MapAnonymous(fileBytes, bytes - fileBytes);
        _mapping.AdviseHugePages(fileBytes, bytes - fileBytes, wanted: true);
    }

    /// <summary>Address of a byte of physical memory; valid until this is disposed.</summary>
    internal nint AddressOf(long physical) => _mapping.AddressOf(physical);

    /// <summary>Bytes of physical memory.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They leave the memory.</exception>
    internal Span<byte> Slice(long physical, int length) => _mapping.Slice(physical, length);

    /// <summary>Fills a part from bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It leaves the memory.</exception>
    internal void Fill(long physical, ReadOnlySpan<byte> content) => content.CopyTo(_mapping.Slice(physical, content.Length));

    /// <summary>Fills a part from a file inside the kernel, where the memory is a file too: no page fault, no page cleared first.</summary>
    /// <returns><see langword="false"/> when the memory is no file, or the file is shorter.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It leaves the memory.</exception>
    internal bool TryFill(long physical, SafeFileHandle source, long offset, int length)
    {
        _ = _mapping.Slice(physical, length);
        return _file is not null && _file.TryCopyFrom(source, offset, physical, length);
    }

    /// <summary>
    /// Makes a frame ready that the guest is about to touch for the first time: one 2 MiB fault from here costs 0.2 ms, 512 of the guest's own 2.8 ms.
    /// </summary>
    internal void Prepare(long physical)
    {
        _preparedBytes = Math.Max(_preparedBytes, physical + GuestLayout.FrameBytes);
        if (IsAnonymous(physical))
        {
            _mapping.Populate(physical, GuestLayout.FrameBytes);
        }
    }

    /// <summary>Gives a whole frame back to the host; it reads zero when it is used again. Its entry in the page tables must be absent already.</summary>
    internal void Release(long physical)
    {
        switch (_backing)
        {
            case Backing.SharedFile:
                _mapping.DiscardShared(physical, GuestLayout.FrameBytes);
                break;
            case Backing.CopyOnWrite when !IsAnonymous(physical) && _replaced.Count == MaxReplacedFrames:
                _mapping.Slice(physical, (int)GuestLayout.FrameBytes).Clear();
                break;
            case Backing.CopyOnWrite when !IsAnonymous(physical):
                // Giving back the copies alone would show the template's bytes.
                _mapping.MapAnonymous(physical, GuestLayout.FrameBytes);
                _mapping.AdviseHugePages(physical, GuestLayout.FrameBytes, wanted: true);
                _ = _replaced.Add(physical);
                break;
            default:
                _mapping.DiscardAnonymous(physical, GuestLayout.FrameBytes);
                break;
        }
    }

    /// <summary>Makes a part read zero, giving whole pages back to the host where that is possible.</summary>
    internal void Zero(long physical, long length)
    {
        if (_backing == Backing.SharedFile)
        {
            ZeroFile(physical, length);
        }
        else if (IsAnonymous(physical))
        {
            // A hole in a 2 MiB page would split it.
            Clear(physical, length);
        }
        else
        {
            ClearCopies(physical, length);
        }
    }

    private bool IsAnonymous(long physical) =>
        _backing == Backing.HugePages || (_backing == Backing.CopyOnWrite && (physical >= _fileBytes || _replaced.Contains(physical & -GuestLayout.FrameBytes)));

    // A copy-on-write page that is given back shows the template's bytes again; one that reads zero already need not become a copy.
    private void ClearCopies(long physical, long length)
    {
        Span<byte> rest = _mapping.Slice(physical, (int)length);
        while (!rest.IsEmpty)
        {
            Span<byte> page = rest[..(int)Math.Min(rest.Length, GuestLayout.PageBytes - physical % GuestLayout.PageBytes)];
            if (page.ContainsAnyExcept((byte)0))
            {
                page.Clear();
            }

            rest = rest[page.Length..];
            physical += page.Length;
        }
    }

    private void ZeroFile(long physical, long length)
    {
        long firstPage = (long)GuestLayout.AlignUp((ulong)physical, GuestLayout.PageBytes);
        long lastPage = (long)GuestLayout.AlignDown((ulong)(physical + length), GuestLayout.PageBytes);
        if (firstPage >= lastPage)
        {
            Clear(physical, length);
            return;
        }

        Clear(physical, firstPage - physical);
        Clear(lastPage, physical + length - lastPage);
        _mapping.DiscardShared(firstPage, lastPage - firstPage);
    }

    /// <summary>Counts the pages of 4 KiB that were copied from the template because they were written.</summary>
    internal long CountCopies()
    {
        if (_backing != Backing.CopyOnWrite)
        {
            return 0;
        }

        var found = new List<PageRange>();
        HostPages.FindPrivate(_mapping, 0, _fileBytes, found);
        return found.Sum(range => range.Length) / GuestLayout.PageBytes;
    }

    /// <summary>Makes the pages shared with the template the instance's own, in 2 MiB pages at the same addresses. Nobody may be running the guest.</summary>
    /// <returns><see langword="false"/> when there is nothing to do: they are already.</returns>
    /// <exception cref="KvmException">The host refused; nothing has changed.</exception>
    internal bool TryPromote()
    {
        if (_backing != Backing.CopyOnWrite || _fileBytes == 0)
        {
            return false;
        }

        using HostMapping pages = HostMapping.Reserve(_fileBytes, GuestLayout.FrameBytes);
        pages.MapAnonymous(0, _fileBytes);
        pages.AdviseHugePages(0, _fileBytes, wanted: true);
        pages.Populate(0, _fileBytes);
        for (long start = 0; start < _fileBytes; start += GuestLayout.FrameBytes)
        {
            _mapping.Slice(start, (int)GuestLayout.FrameBytes).CopyTo(pages.Slice(start, (int)GuestLayout.FrameBytes));
        }

        pages.MoveTo(_mapping, 0);
        _replaced.Clear();
        _backing = Backing.HugePages;
        return true;
    }

    /// <summary>Finds the pages that may differ from what the memory was mapped from: the template's file, and zeroes behind it.</summary>
    /// <param name="usedBytes">How much of it is in use, from 0 upwards; a multiple of the frame size.</param>
    /// <param name="found">Receives the runs, ascending. Exact when the template's pages are shared; all of the memory in use otherwise.</param>
    internal void FindWritten(long usedBytes, List<PageRange> found)
    {
        // A restore takes frames out of use that stay present: when they come into use again nothing faults, so they must never be forgotten.
        usedBytes = Math.Max(usedBytes, _preparedBytes);
        if (_backing == Backing.CopyOnWrite)
        {
            long start = 0;
            foreach (long replaced in _replaced)
            {
                // Nothing need be present there, and yet the template's bytes are gone.
                HostPages.FindPrivate(_mapping, start, replaced - start, found);
                HostPages.Append(found, replaced, GuestLayout.FrameBytes);
                start = replaced + GuestLayout.FrameBytes;
            }

            HostPages.FindPrivate(_mapping, start, usedBytes - start, found);
        }
        else
        {
            found.Add(new PageRange(0, usedBytes));
        }
    }

    public void Dispose() => _mapping.Dispose();

    // At most one frame at a time: callers walk page by page.
    private void Clear(long physical, long length) => _mapping.Slice(physical, (int)length).Clear();
}
