using Reactor.Vmm.Kvm;

namespace Reactor.Vmm.Memory;

/// <summary>Guest-physical memory of one instance, in frames of 2 MiB handed out from 0 upwards.</summary>
/// <remarks>
/// The first frames may be a template's file, copy-on-write; those behind are anonymous. Everything that touches guest memory goes through
/// here, so that every offset is checked once.
/// </remarks>
internal sealed class GuestMemory : IDisposable
{
    private readonly HostMapping _mapping;
    private readonly Backing _backing;
    private readonly long _fileBytes;

    private GuestMemory(HostMapping mapping, Backing backing, long fileBytes)
    {
        _mapping = mapping;
        _backing = backing;
        _fileBytes = fileBytes;
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

    /// <summary>Physical frame 0: tables, stubs, mailbox.</summary>
    internal Span<byte> FrameZero => _mapping.Slice(0, (int)GuestLayout.FrameBytes);

    internal static GuestMemory OverFile(MemoryFile file, long bytes)
    {
        HostMapping mapping = HostMapping.Reserve(bytes, GuestLayout.FrameBytes);
        mapping.MapShared(file, bytes);
        return new GuestMemory(mapping, Backing.SharedFile, bytes);
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
        HostMapping mapping = HostMapping.Reserve(bytes, GuestLayout.FrameBytes);
        if (kind == InstanceMemory.HugePages)
        {
            mapping.MapAnonymous(0, bytes);
            mapping.AdviseHugePages(0, bytes, wanted: true);
            mapping.Populate(0, fileBytes);
            for (long offset = 0; offset < fileBytes; offset += GuestLayout.FrameBytes)
            {
                file.CopyTo(mapping.Slice(offset, (int)GuestLayout.FrameBytes), offset);
            }

            return new GuestMemory(mapping, Backing.HugePages, fileBytes);
        }

        mapping.MapCopyOnWrite(file, fileBytes);
        mapping.MapAnonymous(fileBytes, bytes - fileBytes);
        mapping.AdviseHugePages(fileBytes, bytes - fileBytes, wanted: true);
        return new GuestMemory(mapping, Backing.CopyOnWrite, fileBytes);
    }

    /// <summary>Bytes of physical memory.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They leave the memory.</exception>
    internal Span<byte> Slice(long physical, int length) => _mapping.Slice(physical, length);

    /// <summary>
    /// Makes a frame ready that the guest is about to touch for the first time: one 2 MiB fault from here costs 0.2 ms, 512 of the guest's own 2.8 ms.
    /// </summary>
    internal void Prepare(long physical)
    {
        if (IsAnonymous(physical))
        {
            _mapping.Populate(physical, GuestLayout.FrameBytes);
        }
    }

    /// <summary>Makes a part read zero, giving whole pages back to the host where that is possible.</summary>
    internal void Zero(long physical, long length)
    {
        if (_backing == Backing.SharedFile)
        {
            ZeroFile(physical, length);
        }
        else if (IsAnonymous(physical) && length == GuestLayout.FrameBytes && physical % GuestLayout.FrameBytes == 0)
        {
            _mapping.DiscardAnonymous(physical, length);
        }
        else
        {
            // A copy-on-write page that is given back shows the template's bytes again, and a hole in a 2 MiB page splits it.
            Clear(physical, length);
        }
    }

    private bool IsAnonymous(long physical) => _backing == Backing.HugePages || (_backing == Backing.CopyOnWrite && physical >= _fileBytes);

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

    /// <summary>Finds the pages that may differ from what the memory was mapped from: the template's file, and zeroes behind it.</summary>
    /// <param name="usedBytes">How much of it is in use, from 0 upwards; a multiple of the frame size.</param>
    /// <param name="found">Receives the runs, ascending. Exact when the template's pages are shared; all of the memory in use otherwise.</param>
    internal void FindWritten(long usedBytes, List<PageRange> found)
    {
        if (_backing == Backing.CopyOnWrite)
        {
            HostPages.FindPrivate(_mapping, 0, usedBytes, found);
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
