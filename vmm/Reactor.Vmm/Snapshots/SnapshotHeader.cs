using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Snapshots;

/// <summary>The first bytes of a snapshot's file: what it belongs to and how long its parts are. Little-endian; docs/snapshots.md has the table.</summary>
internal sealed class SnapshotHeader
{
    internal const int Bytes = 256;
    internal const int IdentityOffset = 168;

    /// <summary>Number of this format; a reader knows no other.</summary>
    internal const int FormatVersion = 1;

    /// <summary>Most bytes of bookkeeping: 64 threads with their registers and 64 open files stay far below.</summary>
    internal const int MaxStateBytes = 16 << 20;

    /// <summary>Most snapshots a chain of bases may have; one more is saved without a base.</summary>
    internal const int MaxDepth = 8;

    private const ulong Magic = 0x31504E5352544352;    // RCTRSNP1

    /// <summary>SHA-256 of the image's file.</summary>
    internal required ReadOnlyMemory<byte> ImageHash { get; init; }

    /// <summary>Identity of the snapshot this one is a difference to; all zero when it stands alone.</summary>
    internal required UInt128 Base { get; init; }

    /// <summary>Snapshots below this one.</summary>
    internal required int Depth { get; init; }

    /// <summary>What the guest may have seen of the CPU.</summary>
    internal required CpuFeatures Features { get; init; }

    internal required GuestLimits Limits { get; init; }

    /// <summary>Frames of physical memory in use.</summary>
    internal required int Frames { get; init; }

    internal int StateBytes { get; private init; }

    /// <summary>Records in the frame table.</summary>
    internal int FrameRecords { get; private init; }

    /// <summary>Bytes of pages.</summary>
    internal long PageBytes { get; private init; }

    /// <summary>XXH128 of header (with this field zero), state and frame table, which holds the checksums of the pages: it names the whole.</summary>
    internal UInt128 Identity { get; set; }

    internal long TableOffset => Bytes + StateBytes;

    internal long TableBytes => (long)FrameRecords * FrameRecord.Bytes;

    internal long PagesOffset => (long)GuestLayout.AlignUp((ulong)(TableOffset + TableBytes), GuestLayout.PageBytes);

    internal long FileBytes => PagesOffset + PageBytes;

    /// <summary>The same header for parts of known lengths.</summary>
    internal SnapshotHeader WithLengths(int stateBytes, int frameRecords, long pageBytes) => new()
    {
        ImageHash = ImageHash,
        Base = Base,
        Depth = Depth,
        Features = Features,
        Limits = Limits,
        Frames = Frames,
        StateBytes = stateBytes,
        FrameRecords = frameRecords,
        PageBytes = pageBytes,
    };

    internal void WriteTo(Span<byte> header)
    {
        header[..Bytes].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], FormatVersion);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], GuestLayout.Version);
        ImageHash.Span.CopyTo(header[16..]);
        BinaryPrimitives.WriteUInt128LittleEndian(header[48..], Base);
        BinaryPrimitives.WriteInt32LittleEndian(header[64..], Depth);
        BinaryPrimitives.WriteInt32LittleEndian(header[68..], Features.ExtendedStateBytes);
        MemoryMarshal.AsBytes(Features.Words).CopyTo(header[72..]);
        BinaryPrimitives.WriteInt64LittleEndian(header[112..], Limits.MemoryBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header[120..], Limits.InboxBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header[124..], Limits.OutboxBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header[128..], Frames);
        BinaryPrimitives.WriteInt32LittleEndian(header[132..], StateBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header[136..], FrameRecords);
        BinaryPrimitives.WriteInt64LittleEndian(header[144..], PageBytes);
        BinaryPrimitives.WriteUInt128LittleEndian(header[IdentityOffset..], Identity);
    }

    /// <summary>Reads a header and checks what can be checked without the rest of the file.</summary>
    /// <param name="header">Its bytes, hostile.</param>
    /// <param name="path">For messages.</param>
    /// <param name="fileBytes">Length of the file.</param>
    /// <exception cref="SnapshotException">It is not one, is of another version, or is cut off.</exception>
    internal static SnapshotHeader ReadFrom(ReadOnlySpan<byte> header, string path, long fileBytes)
    {
        if (header.Length < Bytes || BinaryPrimitives.ReadUInt64LittleEndian(header) != Magic)
        {
            throw Damaged(path, "it is not a snapshot");
        }

        RequireVersion(path, "format", BinaryPrimitives.ReadInt32LittleEndian(header[8..]), FormatVersion);
        RequireVersion(path, "layout", BinaryPrimitives.ReadInt32LittleEndian(header[12..]), GuestLayout.Version);
        var limits = new GuestLimits
        {
            MemoryBytes = BinaryPrimitives.ReadInt64LittleEndian(header[112..]),
            InboxBytes = BinaryPrimitives.ReadInt32LittleEndian(header[120..]),
            OutboxBytes = BinaryPrimitives.ReadInt32LittleEndian(header[124..]),
        };
        try
        {
            limits.Validate();
        }
        catch (ArgumentOutOfRangeException)
        {
            throw Damaged(path, "its limits are impossible");
        }

        var read = new SnapshotHeader
        {
            ImageHash = header.Slice(16, 32).ToArray(),
            Base = BinaryPrimitives.ReadUInt128LittleEndian(header[48..]),
            Depth = BinaryPrimitives.ReadInt32LittleEndian(header[64..]),
            Features = new CpuFeatures(
                MemoryMarshal.Cast<byte, uint>(header.Slice(72, CpuFeatures.WordCount * sizeof(uint))),
                BinaryPrimitives.ReadInt32LittleEndian(header[68..])),
            Limits = limits,
            Frames = BinaryPrimitives.ReadInt32LittleEndian(header[128..]),
            StateBytes = BinaryPrimitives.ReadInt32LittleEndian(header[132..]),
            FrameRecords = BinaryPrimitives.ReadInt32LittleEndian(header[136..]),
            PageBytes = BinaryPrimitives.ReadInt64LittleEndian(header[144..]),
            Identity = BinaryPrimitives.ReadUInt128LittleEndian(header[IdentityOffset..]),
        };
        read.Check(path, fileBytes);
        return read;
    }

    private void Check(string path, long fileBytes)
    {
        bool isPlausible = Depth is >= 0 and <= MaxDepth
            && Depth == 0 == (Base == UInt128.Zero)
            && StateBytes is >= 0 and <= MaxStateBytes
            && Frames > 0 && Frames <= Limits.PhysicalBytes / GuestLayout.FrameBytes
            && FrameRecords >= 0 && FrameRecords <= Frames
            && PageBytes >= 0 && PageBytes <= FrameRecords * GuestLayout.FrameBytes;
        if (!isPlausible)
        {
            throw Damaged(path, "its lengths contradict each other");
        }

        if (fileBytes != FileBytes)
        {
            throw Damaged(path, $"it says that the file has {FileBytes} bytes, and it has {fileBytes}");
        }
    }

    private static void RequireVersion(string path, string what, int found, int known)
    {
        if (found != known)
        {
            throw new SnapshotException(path, "header", $"{what} version {found}, this is version {known}", SnapshotRemedy.SameVersion);
        }
    }

    private static SnapshotException Damaged(string path, string reason) => new(path, "header", reason, SnapshotRemedy.Remake);
}
