using System.Security.Cryptography;
using Reactor.Vmm.Debugging;
using Reactor.Vmm.Images;

namespace Reactor.Vmm;

/// <summary>A validated guest: a static ELF64 executable for x86-64 (docs/abi.md, section 1). Immutable.</summary>
public sealed class GuestImage
{
    internal GuestImage(ImageContent content, IReadOnlyList<GuestSegment> segments, ElfEntry entry)
    {
        Content = content;
        Hash = new(() => SHA256.HashData(content.Whole().Start));
        Segments = segments;
        Entry = entry;
        Symbols = new GuestSymbols(content, entry);
    }

    /// <summary>Bytes of the file.</summary>
    public int Length => Content.Length;

    /// <summary>Its bytes.</summary>
    internal ImageContent Content { get; }

    /// <summary>SHA-256 of the file, 32 bytes: what a snapshot on disk names its image by.</summary>
    public ReadOnlyMemory<byte> ContentHash => Hash.Value;

    /// <summary><see cref="ContentHash"/>, computed when it is first asked for: about 1 ms for 2 MB.</summary>
    internal Lazy<ReadOnlyMemory<byte>> Hash { get; private init; }

    /// <summary>Loadable segments, ascending, not overlapping, at least one.</summary>
    internal IReadOnlyList<GuestSegment> Segments { get; }

    /// <summary>Where it starts and what the auxiliary vector says about it.</summary>
    internal ElfEntry Entry { get; }

    /// <summary>The names in it.</summary>
    internal GuestSymbols Symbols { get; }

    /// <summary>End of the last segment: where the heap starts.</summary>
    internal ulong End => Segments[^1].End;

    /// <summary>Validates an image.</summary>
    /// <param name="elf">The whole file; must not change afterwards.</param>
    /// <exception cref="GuestImageException">It is not one this VMM runs; the message says why and how to link it.</exception>
    public static GuestImage Load(ReadOnlyMemory<byte> elf) => ElfReader.Read(ImageContent.InMemory(elf));

    /// <summary>Opens and validates an image whose hash the caller has just computed.</summary>
    /// <param name="path">Of the file, as for <see cref="Load(string)"/>.</param>
    /// <param name="contentHash">Its SHA-256, 32 bytes.</param>
    /// <exception cref="GuestImageException">It is not one this VMM runs; the message says why and how to link it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static GuestImage Load(string path, ReadOnlyMemory<byte> contentHash)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(contentHash.Length, SHA256.HashSizeInBytes);
        GuestImage image = Load(path);
        return new GuestImage(image.Content, image.Segments, image.Entry) { Hash = new(contentHash) };
    }

    /// <summary>Opens and validates an image. Its file is read again whenever a guest is booted from it.</summary>
    /// <param name="path">Of the file; it may be deleted or replaced by another afterwards; booting one that was written to fails.</param>
    /// <exception cref="GuestImageException">It is not one this VMM runs; the message says why and how to link it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static GuestImage Load(string path) => ElfReader.Read(ImageContent.InFile(path));
}
