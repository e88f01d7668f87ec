using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Reactor.Vmm.Snapshots;

/// <summary>What a snapshot's file says about one frame of 2 MiB: which of its pages follow, which are zero, and the checksum of those that follow.</summary>
internal struct FrameRecord
{
    internal const int Bytes = 16 + 2 * PageBits.Bytes;

    /// <summary>Number of the frame.</summary>
    internal int Frame;

    /// <summary>XXH3 (64 bits) of the stored pages, one behind the other.</summary>
    internal ulong Checksum;

    /// <summary>Pages whose bytes are in the file.</summary>
    internal PageBits Stored;

    /// <summary>Pages that are zero although the base's are not.</summary>
    internal PageBits Zero;

    internal readonly long StoredBytes => (long)Stored.Count * Memory.GuestLayout.PageBytes;

    internal readonly void WriteTo(Span<byte> record)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record, Frame);
        BinaryPrimitives.WriteInt32LittleEndian(record[4..], 0);
        BinaryPrimitives.WriteUInt64LittleEndian(record[8..], Checksum);
        MemoryMarshal.AsBytes((ReadOnlySpan<ulong>)Stored).CopyTo(record[16..]);
        MemoryMarshal.AsBytes((ReadOnlySpan<ulong>)Zero).CopyTo(record[(16 + PageBits.Bytes)..]);
    }

    internal static FrameRecord ReadFrom(ReadOnlySpan<byte> record)
    {
        var frame = new FrameRecord
        {
            Frame = BinaryPrimitives.ReadInt32LittleEndian(record),
            Checksum = BinaryPrimitives.ReadUInt64LittleEndian(record[8..]),
        };
        record.Slice(16, PageBits.Bytes).CopyTo(MemoryMarshal.AsBytes((Span<ulong>)frame.Stored));
        record.Slice(16 + PageBits.Bytes, PageBits.Bytes).CopyTo(MemoryMarshal.AsBytes((Span<ulong>)frame.Zero));
        return frame;
    }
}
