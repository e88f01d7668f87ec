using System.Buffers;
using System.Buffers.Binary;

namespace Reactor.Vmm.Snapshots;

/// <summary>Writes bookkeeping for a snapshot's file: little-endian numbers and counted bytes, one after the other, without names.</summary>
internal sealed class StateWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    internal ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    internal void Boolean(bool value) => Byte(value ? (byte)1 : (byte)0);

    internal void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    internal void Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.GetSpan(sizeof(int)), value);
        _bytes.Advance(sizeof(int));
    }

    internal void Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(sizeof(long)), value);
        _bytes.Advance(sizeof(long));
    }

    internal void UInt64(ulong value) => Int64(unchecked((long)value));

    /// <summary>Bytes whose number the reader knows.</summary>
    internal void Raw(ReadOnlySpan<byte> value) => _bytes.Write(value);

    /// <summary>A count, then the bytes.</summary>
    internal void Bytes(ReadOnlySpan<byte> value)
    {
        Int32(value.Length);
        _bytes.Write(value);
    }
}
