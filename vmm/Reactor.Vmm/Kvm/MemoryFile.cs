using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Reactor.Vmm.Kvm.Interop;

namespace Reactor.Vmm.Kvm;

/// <summary>Anonymous memory with a descriptor (memfd_create(2)): what a template's memory is kept in.</summary>
internal sealed unsafe class MemoryFile : IDisposable
{
    private MemoryFile(SafeFileHandle handle) => Handle = handle;

    internal SafeFileHandle Handle { get; }

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

    /// <summary>Makes the content immutable, for everybody and for good. No writable shared mapping may exist.</summary>
    internal void Seal()
    {
        const int Seals = Libc.F_SEAL_WRITE | Libc.F_SEAL_SHRINK | Libc.F_SEAL_GROW | Libc.F_SEAL_SEAL;
        if (Libc.fcntl(Handle, Libc.F_ADD_SEALS, Seals) != 0)
        {
            throw new KvmException("F_ADD_SEALS", Marshal.GetLastPInvokeError());
        }
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
}
