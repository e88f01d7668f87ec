using System.Buffers.Binary;
using System.Numerics;

namespace Reactor.QueryRuntime.Storage;

/// <summary>Byte strings in few large arrays, with the room of freed ones used again: no object per string for the collector to trace.</summary>
internal sealed class ByteArena
{
    private const int FirstChunkBytes = 1 << 12;
    private const int ChunkBytes = 1 << 18;
    private const int Granule = 8;
    private const int ExactClasses = 128;
    private const int LargestExact = ExactClasses * Granule;
    private const long None = -1;

    // Free blocks of one class are a list; the first 8 bytes of a free block hold the address of the next one.
    private readonly long[] _free = new long[ExactClasses + 32];
    private byte[][] _chunks = new byte[4][];
    private int _chunkCount;
    private int _next;
    private int _end;

    internal ByteArena() => Array.Fill(_free, None);

    /// <summary>Stores bytes.</summary>
    /// <returns>Their address: chunk in the upper half, offset in the lower.</returns>
    internal long Store(ReadOnlySpan<byte> bytes)
    {
        var list = Class(bytes.Length);
        var address = _free[list];
        if (address != None)
        {
            _free[list] = BinaryPrimitives.ReadInt64LittleEndian(Block(address, Granule));
        }
        else
        {
            address = Carve(BlockBytes(list));
        }

        bytes.CopyTo(Block(address, bytes.Length));
        return address;
    }

    /// <summary>The bytes at an address.</summary>
    internal ReadOnlySpan<byte> Read(long address, int length) => Block(address, length);

    /// <summary>Gives bytes back.</summary>
    internal void Free(long address, int length)
    {
        var list = Class(length);
        BinaryPrimitives.WriteInt64LittleEndian(Block(address, Granule), _free[list]);
        _free[list] = address;
    }

    private static int Class(int length) =>
        length <= LargestExact ? Math.Max(0, (length - 1) / Granule) : ExactClasses + BitOperations.Log2((uint)length - 1);

    private static int BlockBytes(int list) => list < ExactClasses ? (list + 1) * Granule : 2 << (list - ExactClasses);

    private Span<byte> Block(long address, int length) => _chunks[(int)(address >> 32)].AsSpan((int)address, length);

    private long Carve(int bytes)
    {
        if (bytes > _end - _next)
        {
            // Small states stay small: the first chunks double. What is left of the last one is not worth keeping.
            _end = Math.Max(bytes, (int)Math.Min(ChunkBytes, (long)FirstChunkBytes << Math.Min(_chunkCount, 30)));
            _next = 0;
            AddChunk(_end);
        }

        var address = ((long)(_chunkCount - 1) << 32) | (uint)_next;
        _next += bytes;
        return address;
    }

    private void AddChunk(int bytes)
    {
        if (_chunkCount == _chunks.Length)
        {
            Array.Resize(ref _chunks, 2 * _chunkCount);
        }

        _chunks[_chunkCount++] = new byte[bytes];
    }
}
