using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Reactor.Vmm.Kvm.Interop;

namespace Reactor.Vmm.Snapshots;

/// <summary>Reads and writes several parts of memory as one part of a file, completely.</summary>
internal static unsafe class VectoredIo
{
    /// <param name="file">Open for writing.</param>
    /// <param name="vectors">Memory that stays mapped; used up.</param>
    /// <param name="offset">Where in the file.</param>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    internal static void Write(SafeFileHandle file, Span<iovec> vectors, long offset)
    {
        while (!vectors.IsEmpty)
        {
            nint written;
            fixed (iovec* first = vectors)
            {
                written = Libc.pwritev(file, first, vectors.Length, offset);
            }

            if (written < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR)
            {
                continue;
            }

            if (written <= 0)
            {
                throw new IOException($"The snapshot cannot be written: {Marshal.GetLastPInvokeErrorMessage()}");
            }

            offset += written;
            vectors = Advance(vectors, (nuint)written);
        }
    }

    /// <param name="file">Open for reading.</param>
    /// <param name="vectors">Memory that stays mapped; used up.</param>
    /// <param name="offset">Where in the file.</param>
    /// <returns><see langword="false"/> when the file ends before.</returns>
    /// <exception cref="IOException">The disk fails.</exception>
    internal static bool TryRead(SafeFileHandle file, Span<iovec> vectors, long offset)
    {
        while (!vectors.IsEmpty)
        {
            nint read;
            fixed (iovec* first = vectors)
            {
                read = Libc.preadv(file, first, vectors.Length, offset);
            }

            if (read < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR)
            {
                continue;
            }

            if (read < 0)
            {
                throw new IOException($"The snapshot cannot be read: {Marshal.GetLastPInvokeErrorMessage()}");
            }

            if (read == 0)
            {
                return false;
            }

            offset += read;
            vectors = Advance(vectors, (nuint)read);
        }

        return true;
    }

    private static Span<iovec> Advance(Span<iovec> vectors, nuint bytes)
    {
        while (!vectors.IsEmpty && bytes >= vectors[0].iov_len)
        {
            bytes -= vectors[0].iov_len;
            vectors = vectors[1..];
        }

        if (bytes > 0)
        {
            vectors[0].iov_base += (nint)bytes;
            vectors[0].iov_len -= bytes;
        }

        return vectors;
    }
}
