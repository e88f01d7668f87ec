using Microsoft.Win32.SafeHandles;
using Reactor.Vmm.Kvm.Interop;
using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Images;

/// <summary>An image's bytes: in memory, or in a file from which a guest's memory is filled without a copy in between.</summary>
/// <remarks>
/// Of a file only the start is read until a guest is loaded: an array of 5 MB costs 1,400 page faults, a third of a .NET guest's start. A file that
/// was written to since it was opened is refused then.
/// </remarks>
internal sealed class ImageContent
{
    /// <summary>Holds the headers of every file that a linker writes; others are read as a whole.</summary>
    private const int StartBytes = 4096;

    private readonly ReadOnlyMemory<byte> _start;
    private readonly SafeFileHandle? _file;
    private readonly DateTime _writtenAt;

    private ImageContent(ReadOnlyMemory<byte> start, SafeFileHandle? file, int length, DateTime writtenAt = default)
    {
        _start = start;
        _file = file;
        _writtenAt = writtenAt;
        Length = length;
    }

    /// <summary>Bytes of the image.</summary>
    internal int Length { get; }

    /// <summary>The first of them, or all.</summary>
    internal ReadOnlySpan<byte> Start => _start.Span;

    internal static ImageContent InMemory(ReadOnlyMemory<byte> bytes) => new(bytes, null, bytes.Length);

    /// <summary>Opens a file; it is closed when nothing refers to it any more.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="GuestImageException">It is 2 GiB long or longer.</exception>
    internal static ImageContent InFile(string path)
    {
        SafeFileHandle file = Open(path);
        try
        {
            long length = RandomAccess.GetLength(file);
            if (length > int.MaxValue)
            {
                throw new GuestImageException($"it is {length >> 20} MiB long");
            }

            DateTime writtenAt = File.GetLastWriteTimeUtc(file);
            byte[] start = new byte[Math.Min(StartBytes, length)];
            ReadExactly(file, start, 0);
            return new ImageContent(start, file, (int)length, writtenAt);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The same image, with all of it at <see cref="Start"/>.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal ImageContent Whole()
    {
        if (_file is null)
        {
            return this;
        }

        byte[] bytes = new byte[Length];
        ReadExactly(_file, bytes, 0);
        RequireUnchanged(_file);
        return InMemory(bytes);
    }

    /// <summary>Fills guest memory that was never touched.</summary>
    /// <param name="memory">Of the guest.</param>
    /// <param name="physical">Where to.</param>
    /// <param name="offset">Where from; inside the image with <paramref name="length"/>.</param>
    /// <param name="length">Bytes.</param>
    /// <exception cref="IOException">It cannot be read, or has changed since it was opened.</exception>
    internal void CopyTo(GuestMemory memory, long physical, int offset, int length)
    {
        if (_file is null)
        {
            memory.Fill(physical, _start.Span.Slice(offset, length));
            return;
        }

        if (!memory.TryFill(physical, _file, offset, length))
        {
            ReadExactly(_file, memory.Slice(physical, length), offset);
        }

        RequireUnchanged(_file);
    }

    // Without the lock that .NET puts on files it opens: whoever builds the image anew must be able to.
    private static SafeFileHandle Open(string path)
    {
        SafeFileHandle file = Libc.open(path, Libc.O_CLOEXEC);
        if (!file.IsInvalid)
        {
            return file;
        }

        file.Dispose();
        return File.OpenHandle(path);
    }

    private void RequireUnchanged(SafeFileHandle file)
    {
        if (RandomAccess.GetLength(file) != Length || File.GetLastWriteTimeUtc(file) != _writtenAt)
        {
            throw Changed();
        }
    }

    private static IOException Changed() => new("The image's file was written to since it was loaded: load it again.");

    private static void ReadExactly(SafeFileHandle file, Span<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            int read = RandomAccess.Read(file, bytes, offset);
            if (read == 0)
            {
                throw Changed();
            }

            bytes = bytes[read..];
            offset += read;
        }
    }
}
