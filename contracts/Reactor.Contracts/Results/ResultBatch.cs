namespace Reactor.Contracts.Results;

/// <summary>
/// Validated diffs of one query, in order, in one buffer. Filled by a <see cref="ResultValidator"/>, then read by any number of readers;
/// a batch that is handed on is never written again. Reuse with <see cref="Clear"/> allocates nothing once it has grown.
/// </summary>
public sealed class ResultBatch
{
    private byte[] _buffer;
    private int _length;
    private readonly List<DiffEntry> _diffs = [];

    /// <summary>Makes an empty batch.</summary>
    /// <param name="capacityBytes">Bytes of row records it holds before it grows.</param>
    /// <param name="maximumBytes">Bytes of row records it may grow to, by default 1 GiB: a guest that writes more breaks the protocol.</param>
    public ResultBatch(int capacityBytes = 4096, int maximumBytes = 1 << 30)
    {
        _buffer = new byte[capacityBytes];
        MaximumBytes = maximumBytes;
    }

    /// <summary>Bytes of row records it may grow to.</summary>
    public int MaximumBytes { get; }

    /// <summary>The complete diffs, in order.</summary>
    public IReadOnlyList<DiffEntry> Diffs => _diffs;

    /// <summary>Number of complete diffs.</summary>
    public int DiffCount => _diffs.Count;

    /// <summary>Bytes of row records.</summary>
    public int Length => _length;

    /// <summary>The rows of a diff, ascending by identity.</summary>
    /// <param name="diff">One of <see cref="Diffs"/>.</param>
    public RowEnumerator Rows(scoped in DiffEntry diff) => new(_buffer.AsSpan(diff.Offset, diff.Length));

    /// <summary>Forgets all diffs and keeps the memory.</summary>
    public void Clear()
    {
        _length = 0;
        _diffs.Clear();
    }

    internal bool TryAppend(ReadOnlySpan<byte> record)
    {
        if (record.Length > _buffer.Length - _length)
        {
            if (record.Length > MaximumBytes - _length)
            {
                return false;
            }

            Array.Resize(ref _buffer, (int)Math.Min(MaximumBytes, Math.Max(2L * _buffer.Length, (long)_length + record.Length)));
        }

        record.CopyTo(_buffer.AsSpan(_length));
        _length += record.Length;
        return true;
    }

    internal void Complete(in DiffEntry diff) => _diffs.Add(diff);

    internal void TruncateTo(int length) => _length = length;
}
