using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Reactor.Vmm.Kvm.Interop;

namespace Reactor.Vmm.Kvm;

/// <summary>A range of this process's address space that is unmapped when the handle is released.</summary>
internal sealed unsafe class HostMapping : SafeHandleZeroOrMinusOneIsInvalid
{
    private HostMapping(nint address, long length)
        : base(ownsHandle: true)
    {
        SetHandle(address);
        Length = length;
    }

    /// <summary>Bytes mapped.</summary>
    internal long Length { get; }

    /// <summary>First byte; valid until the handle is disposed. The caller keeps the handle alive and stays below <see cref="Length"/>.</summary>
    internal byte* Pointer => (byte*)handle;

    /// <summary>Reserves addresses without memory behind them, to be filled by the <c>Map</c> methods.</summary>
    /// <param name="length">Bytes, a multiple of <paramref name="alignment"/>.</param>
    /// <param name="alignment">Bytes, a power of two, at least the page size.</param>
    /// <exception cref="KvmException">The host has no such range left.</exception>
    internal static HostMapping Reserve(long length, long alignment)
    {
        nuint reserved = checked((nuint)(length + alignment));
        nint start = Libc.mmap_anonymous(
            0, reserved, Libc.PROT_NONE, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_NORESERVE, -1, 0);
        ThrowIfFailed(start);

        nint aligned = (nint)(((nuint)start + (nuint)alignment - 1) & ~((nuint)alignment - 1));
        nint head = aligned - start;
        if (head > 0)
        {
            _ = Libc.munmap(start, (nuint)head);
        }

        _ = Libc.munmap(aligned + (nint)length, (nuint)(alignment - head));
        return new HostMapping(aligned, length);
    }

    /// <summary>Gives all memory in the range back and keeps its addresses, for the <c>Map</c> methods to fill again.</summary>
    internal void Vacate() => ThrowIfFailed(Libc.mmap_anonymous(
        handle,
        (nuint)Length,
        Libc.PROT_NONE,
        Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_NORESERVE | Libc.MAP_FIXED,
        -1,
        0));

    /// <summary>Maps a vCPU's shared page range.</summary>
    /// <exception cref="KvmException">The kernel refused.</exception>
    internal static HostMapping OfVcpu(SafeFileHandle vcpu, int length)
    {
        nint start = Libc.mmap(0, (nuint)length, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, vcpu, 0);
        ThrowIfFailed(start);
        return new HostMapping(start, length);
    }

    /// <summary>Maps the start of a memory file to read it.</summary>
    /// <remarks>Reading a hole allocates it in the file, sealed or not.</remarks>
    /// <exception cref="KvmException">The kernel refused.</exception>
    internal static HostMapping ReadOnly(MemoryFile file, long length)
    {
        nint start = Libc.mmap(0, (nuint)length, Libc.PROT_READ, Libc.MAP_SHARED, file.Handle, 0);
        ThrowIfFailed(start);
        return new HostMapping(start, length);
    }

    /// <summary>Puts zeroed private memory at a part of the range.</summary>
    internal void MapAnonymous(long offset, long length)
    {
        CheckRange(offset, length);
        if (length > 0)
        {
            ThrowIfFailed(Libc.mmap_anonymous(
                handle + (nint)offset,
                (nuint)length,
                Libc.PROT_READ | Libc.PROT_WRITE,
                Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_NORESERVE | Libc.MAP_FIXED,
                -1,
                0));
        }
    }

    /// <summary>Puts a memory file's start at the start of the range; writes go to the file.</summary>
    internal void MapShared(MemoryFile file, long length) => MapFile(file, length, Libc.MAP_SHARED);

    /// <summary>Puts a memory file's start at the start of the range; written pages become private copies.</summary>
    internal void MapCopyOnWrite(MemoryFile file, long length) => MapFile(file, length, Libc.MAP_PRIVATE | Libc.MAP_NORESERVE);

    /// <summary>Moves this mapping's pages to a part of another, in place of what was there, and ends this mapping. No page is copied.</summary>
    /// <param name="destination">Keeps its address.</param>
    /// <param name="offset">In the destination.</param>
    /// <exception cref="KvmException">The kernel refused; both are as they were.</exception>
    internal void MoveTo(HostMapping destination, long offset)
    {
        destination.CheckRange(offset, Length);
        ThrowIfFailed(Libc.mremap(
            handle, (nuint)Length, (nuint)Length, Libc.MREMAP_MAYMOVE | Libc.MREMAP_FIXED, destination.handle + (nint)offset));
        SetHandleAsInvalid();
    }

    /// <summary>Lets the kernel back the part with 2 MiB pages, or keeps it from doing so.</summary>
    /// <remarks>A wish: a kernel without transparent huge pages refuses, and 4 KiB pages do the same at another speed.</remarks>
    internal void AdviseHugePages(long offset, long length, bool wanted)
    {
        CheckRange(offset, length);
        _ = Libc.madvise(handle + (nint)offset, (nuint)length, wanted ? Libc.MADV_HUGEPAGE : Libc.MADV_NOHUGEPAGE);
    }

    /// <summary>Faults the part in for writing, so that no guest access has to.</summary>
    /// <remarks>A wish, as <see cref="AdviseHugePages"/> is: kernels before 5.14 do not know it.</remarks>
    internal void Populate(long offset, long length)
    {
        CheckRange(offset, length);
        _ = Libc.madvise(handle + (nint)offset, (nuint)length, Libc.MADV_POPULATE_WRITE);
    }

    /// <summary>Gives anonymous pages back; they read zero afterwards.</summary>
    internal void DiscardAnonymous(long offset, long length) => Discard(offset, length, Libc.MADV_DONTNEED);

    /// <summary>Punches a hole into a file mapped with <see cref="MapShared"/>; it reads zero afterwards.</summary>
    internal void DiscardShared(long offset, long length) => Discard(offset, length, Libc.MADV_REMOVE);

    /// <summary>Address of a byte; valid as long as the handle.</summary>
    internal nint AddressOf(long offset)
    {
        CheckRange(offset, 0);
        return handle + (nint)offset;
    }

    /// <summary>A part of the range as bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It leaves the range.</exception>
    internal Span<byte> Slice(long offset, int length)
    {
        CheckRange(offset, length);

        // SAFETY: checked against the length above; the caller keeps the handle alive while it holds the span.
        return new Span<byte>((byte*)handle + offset, length);
    }

    protected override bool ReleaseHandle() => Libc.munmap(handle, (nuint)Length) == 0;

    private static void ThrowIfFailed(nint address)
    {
        if (address == -1)
        {
            throw new KvmException("mmap", Marshal.GetLastPInvokeError());
        }
    }

    private void MapFile(MemoryFile file, long length, int flags)
    {
        CheckRange(0, length);
        ThrowIfFailed(Libc.mmap(handle, (nuint)length, Libc.PROT_READ | Libc.PROT_WRITE, flags | Libc.MAP_FIXED, file.Handle, 0));
    }

    private void Discard(long offset, long length, int advice)
    {
        CheckRange(offset, length);
        if (length > 0 && Libc.madvise(handle + (nint)offset, (nuint)length, advice) != 0)
        {
            throw new KvmException("madvise", Marshal.GetLastPInvokeError());
        }
    }

    private void CheckRange(long offset, long length)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (offset < 0 || length < 0 || offset > Length - length)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), $"[{offset}, +{length}) leaves the mapping of {Length} bytes.");
        }
    }
}
