using System.Numerics;

namespace Reactor.QueryRuntime.Storage;

/// <summary>An array that grows by chunks: growing copies nothing once the first chunk is full, so there is no pause and no double memory.</summary>
/// <remarks>References to entries below the first chunk's size die when <see cref="EnsureIndex"/> grows it: take them after growing.</remarks>
/// <typeparam name="T">Type of the entries.</typeparam>
public sealed class ChunkedArray<T>
    where T : struct
{
    private const int ChunkShift = 12;
    private const int ChunkLength = 1 << ChunkShift;
    private const int SmallestChunk = 16;

    private T[][] _chunks = [[]];
    private int _count = 1;

    /// <summary>The entry with an index that <see cref="EnsureIndex"/> has made room for.</summary>
    public ref T this[int index] => ref _chunks[index >> ChunkShift][index & (ChunkLength - 1)];

    /// <summary>Makes room for an entry; new entries are <c>default</c>.</summary>
    /// <param name="index">0 or more; the caller raises it in steps of about one.</param>
    public void EnsureIndex(int index)
    {
        if (index < ChunkLength)
        {
            if (index >= _chunks[0].Length)
            {
                Array.Resize(ref _chunks[0], Math.Max(SmallestChunk, (int)BitOperations.RoundUpToPowerOf2((uint)index + 1)));
            }

            return;
        }

        if (_chunks[0].Length < ChunkLength)
        {
            Array.Resize(ref _chunks[0], ChunkLength);
        }

        for (var chunk = index >> ChunkShift; _count <= chunk; _count++)
        {
            if (_count == _chunks.Length)
            {
                Array.Resize(ref _chunks, 2 * _count);
            }

            _chunks[_count] = new T[ChunkLength];
        }
    }
}
