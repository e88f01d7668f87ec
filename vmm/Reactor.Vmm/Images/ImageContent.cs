using Microsoft.Win32.SafeHandles;
using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Images;

/// <summary>An image's bytes: in memory, or in a file from which a guest's memory is filled without a copy in between.</summary>
/// <remarks>
/// Of a file only the start is read until a guest is loaded: an array of 5 MB costs 1,400 page faults, a third of a .NET guest's start. Somebody who
/// writes to the file meanwhile changes what the guest finds in its memory, nothing that was validated.
/// </remarks>
internal sealed class ImageContent
{
    /// <summary>Holds the headers of every file that a linker writes; others are read as a whole.</summary>
    private const int StartBytes = 4096;

    private readonly ReadOnlyMemory<byte> _start;
    private readonly SafeFileHandle? _file;

    private ImageContent(ReadOnlyMemory<byte> start, SafeFileHandle? file, int length)
    {
        _start = start;
        _file = file;
        Length = length;
    }

    /// <summary>Bytes of the image.</summary>
    internal int Length { get; }

    /// <summary>The first of them, or all.</summary>
    internal ReadOnlySpan<byte> Start => _start.Span;

    /// <summary>All of them, or none when they are in a file.</summary>
    internal ReadOnlyMemory<byte> Bytes => _file is null ? _start : default;

    internal static ImageContent InMemory(ReadOnlyMemory<byte> bytes) => new(bytes, null, bytes.Length);

    /// <summary>Opens a file; it is closed when nothing refers to it any more.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="GuestImageException">It is 2 GiB long or longer.</exception>
    internal static ImageContent InFile(string path)
    {
        SafeFileHandle file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        try
        {
            long length = RandomAccess.GetLength(file);
            if (length > int.MaxValue)
            {
                throw new GuestImageException($"it is {length >> 20} MiB long");
            }

            byte[] start = new byte[Math.Min(StartBytes, length)];
            ReadExactly(file, start, 0);
            return new ImageContent(start, file, (int)length);
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
        return InMemory(bytes);
    }

    /// <summary>Fills guest memory that was never touched.</summary>
    /// <param name="memory">Of the guest.</param>
    /// <param name="physical">Where to.</param>
    /// <param name="offset">Where from; inside the image with <paramref name="length"/>.</param>
    /// <param name="length">Bytes.</param>
    /// <exception cref="IOException">It cannot be read, or was cut off since it was opened.</exception>
    internal void CopyTo(GuestMemory memory, long physical, int offset, int length)
    {
        if (_file is null)
        {
            memory.Fill(physical, _start.Span.Slice(offset, length));
        }
        else if (!memory.TryFill(physical, _file, offset, length))
        {
            ReadExactly(_file, memory.Slice(physical, length), offset);
        }
    }

    private static void ReadExactly(SafeFileHandle file, Span<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            int read = RandomAccess.Read(file, bytes, offset);
            if (read == 0)
            {
                throw new EndOfStreamException("The image was cut off while it was read.");
            }

            bytes = bytes[read..];
            offset += read;
        }
    }
}
