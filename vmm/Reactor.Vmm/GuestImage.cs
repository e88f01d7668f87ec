using System.Security.Cryptography;
using Reactor.Vmm.Debugging;
using Reactor.Vmm.Images;

namespace Reactor.Vmm;

/// <summary>A validated guest: a static ELF64 executable for x86-64 (docs/abi.md, section 1). Immutable.</summary>
public sealed class GuestImage
{
    private readonly ReadOnlyMemory<byte> _file;

    internal GuestImage(ReadOnlyMemory<byte> file, IReadOnlyList<GuestSegment> segments, ElfEntry entry)
    {
        _file = file;
        Hash = new(() => SHA256.HashData(file.Span));
        Segments = segments;
        Entry = entry;
        Symbols = GuestSymbols.InMemory(file, entry);
    }

    /// <summary>Bytes of the file.</summary>
    public int Length => _file.Length;

    /// <summary>SHA-256 of the file, 32 bytes: what a snapshot on disk names its image by.</summary>
    public ReadOnlyMemory<byte> ContentHash => Hash.Value;

    /// <summary><see cref="ContentHash"/>, computed when it is first asked for: about 1 ms for 2 MB.</summary>
    internal Lazy<ReadOnlyMemory<byte>> Hash { get; }

    /// <summary>Loadable segments, ascending, not overlapping, at least one.</summary>
    internal IReadOnlyList<GuestSegment> Segments { get; }

    /// <summary>Where it starts and what the auxiliary vector says about it.</summary>
    internal ElfEntry Entry { get; }

    /// <summary>The names in it.</summary>
    internal GuestSymbols Symbols { get; private init; }

    /// <summary>End of the last segment: where the heap starts.</summary>
    internal ulong End => Segments[^1].End;

    /// <summary>Validates an image.</summary>
    /// <param name="elf">The whole file; must not change afterwards.</param>
    /// <exception cref="GuestImageException">It is not one this VMM runs; the message says why and how to link it.</exception>
    public static GuestImage Load(ReadOnlyMemory<byte> elf) => ElfReader.Read(elf);

    /// <summary>Reads and validates an image.</summary>
    /// <param name="path">Of the file.</param>
    /// <exception cref="GuestImageException">It is not one this VMM runs; the message says why and how to link it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static GuestImage Load(string path)
    {
        // Taken before the content: a file that is replaced meanwhile has no names rather than wrong ones.
        var file = new FileInfo(path);
        (DateTime writtenAt, long length) = (file.LastWriteTimeUtc, file.Exists ? file.Length : 0);
        GuestImage image = Load(File.ReadAllBytes(path));
        return new GuestImage(image._file, image.Segments, image.Entry)
        {
            Symbols = GuestSymbols.InFile(file.FullName, writtenAt, length, image.Entry),
        };
    }

    internal ReadOnlySpan<byte> Content(GuestSegment segment) => _file.Span.Slice(segment.FileOffset, segment.FileBytes);
}
