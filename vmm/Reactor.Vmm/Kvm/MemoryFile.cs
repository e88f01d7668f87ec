using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Reactor.Vmm.Kvm.Interop;
using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Kvm;

/// <summary>Anonymous memory with a descriptor (memfd_create(2)): what a template's memory is kept in.</summary>
internal sealed unsafe class MemoryFile : IDisposable
{
    private long _length;

    private MemoryFile(SafeFileHandle handle) => Handle = handle;

    internal SafeFileHandle Handle { get; }

    /// <summary>Holes that <see cref="LeaveLargeHoles"/> chose: whoever maps the file copy-on-write puts anonymous memory there.</summary>
    internal IReadOnlyList<PageRange> LargeHoles { get; private set; } = [];

    /// <param name="name">Shown in /proc/self/maps.</param>
    /// <param name="length">Bytes; holes until written.</param>
    /// <exception cref="KvmException">The host refused.</exception>
    internal static MemoryFile Create(string name, long length)
    {
        SafeFileHandle handle = Libc.memfd_create(name, Libc.MFD_CLOEXEC | Libc.MFD_ALLOW_SEALING);
        if (handle.IsInvalid)
        {
            throw new KvmException("memfd_create", Marshal.GetLastPInvokeError());
        }

        var file = new MemoryFile(handle);
        file.Resize(length);
        return file;
    }

    /// <summary>Cuts the file off or extends it with a hole.</summary>
    internal void Resize(long length)
    {
        if (Libc.ftruncate(Handle, length) != 0)
        {
            throw new KvmException("ftruncate", Marshal.GetLastPInvokeError());
        }

        _length = length;
    }

    /// <summary>Finds the next part that is not a hole.</summary>
    /// <param name="offset">Where to look from; then its start.</param>
    /// <param name="end">Its end.</param>
    /// <returns><see langword="false"/> when only a hole follows.</returns>
    internal bool TryFindData(ref long offset, out long end)
    {
        end = 0;
        long start = Libc.lseek(Handle, offset, Libc.SEEK_DATA);
        if (start < 0)
        {
            return Marshal.GetLastPInvokeError() == Libc.ENXIO ? false : throw new KvmException("lseek", Marshal.GetLastPInvokeError());
        }

        offset = start;
        end = Libc.lseek(Handle, start, Libc.SEEK_HOLE);
        return end >= 0 ? true : throw new KvmException("lseek", Marshal.GetLastPInvokeError());
    }

    /// <summary>Chooses the holes that copy-on-write mappings leave out.</summary>
    /// <param name="granularity">A hole is left from a multiple of this to a multiple of this; a power of two.</param>
    /// <param name="maxLargeHoles">Most holes to leave.</param>
    /// <exception cref="KvmException">The host refused.</exception>
    internal void LeaveLargeHoles(long granularity, int maxLargeHoles) =>
        LargeHoles = [.. FindHoles()
            .Select(hole => Within(hole, granularity))
            .Where(hole => hole.Length > 0)
            .OrderByDescending(hole => hole.Length)
            .Take(maxLargeHoles)
            .OrderBy(hole => hole.Start)];

    /// <summary>
    /// Allocates the other holes, 0.6 µs a page: reading one through a private mapping would allocate it in the file for good, sealed or not.
    /// A wish: a host short of memory may refuse.
    /// </summary>
    internal void FillHoles()
    {
        long start = 0;
        foreach (PageRange hole in LargeHoles.Append(new PageRange(_length, 0)))
        {
            if (hole.Start > start && Libc.fallocate(Handle, 0, start, hole.Start - start) != 0)
            {
                return;
            }

            start = hole.End;
        }
    }

    /// <summary>Makes the content immutable, for everybody and for good. No writable shared mapping may exist.</summary>
    internal void Seal()
    {
        const int Seals = Libc.F_SEAL_WRITE | Libc.F_SEAL_SHRINK | Libc.F_SEAL_GROW | Libc.F_SEAL_SEAL;
        if (Libc.fcntl(Handle, Libc.F_ADD_SEALS, Seals) != 0)
        {
            throw new KvmException("F_ADD_SEALS", Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Fills a part from another file, whether it is mapped or not.</summary>
    /// <param name="source">Where from.</param>
    /// <param name="sourceOffset">Its first byte.</param>
    /// <param name="offset">Where to.</param>
    /// <param name="length">Bytes.</param>
    /// <returns><see langword="false"/> when not all of it could be copied this way.</returns>
    internal bool TryCopyFrom(SafeFileHandle source, long sourceOffset, long offset, long length)
    {
        if (Libc.lseek(Handle, offset, Libc.SEEK_SET) < 0)
        {
            return false;
        }

        long end = sourceOffset + length;
        while (sourceOffset < end && Libc.sendfile(Handle, source, ref sourceOffset, (nuint)(end - sourceOffset)) > 0)
        {
        }

        return sourceOffset == end;
    }

    /// <summary>Copies the start of the file; holes read as zeroes without being allocated.</summary>
    internal void CopyTo(Span<byte> destination, long offset)
    {
        while (!destination.IsEmpty)
        {
            nint read;
            fixed (byte* buffer = destination)
            {
                read = Libc.pread(Handle, buffer, (nuint)destination.Length, offset);
            }

            if (read <= 0)
            {
                throw new KvmException("pread", Marshal.GetLastPInvokeError());
            }

            destination = destination[(int)read..];
            offset += read;
        }
    }

    public void Dispose() => Handle.Dispose();

    private static PageRange Within(PageRange hole, long granularity)
    {
        long start = (hole.Start + granularity - 1) & -granularity;
        return new PageRange(start, Math.Max(0, (hole.End & -granularity) - start));
    }

    private List<PageRange> FindHoles()
    {
        var holes = new List<PageRange>();
        long previous = 0;
        for (long offset = 0; TryFindData(ref offset, out long end); offset = end)
        {
            holes.Add(new PageRange(previous, offset - previous));
            previous = end;
        }

        holes.Add(new PageRange(previous, _length - previous));
        return holes;
    }
}
