namespace Reactor.Ingest.Files;

/// <summary>
/// Cuts a stream into lines at <c>\n</c> without copying them. A line longer than the limit is passed over, and its beginning handed out, in
/// bounded memory. Not thread-safe.
/// </summary>
internal sealed class LineReader(Stream stream, int maxLineBytes)
{
    private byte[] _buffer = new byte[Math.Min(256 * 1024, maxLineBytes + 1)];
    private int _start;
    private int _scanned;
    private int _end;
    private bool _atEnd;
    private bool _isDiscarding;

    /// <summary>Number of the line read last, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>The next line that is complete in memory.</summary>
    /// <param name="line">Without its end; valid until the next call of <see cref="FillAsync"/>.</param>
    /// <param name="isTooLong">Whether it is only the beginning of a line that was passed over.</param>
    /// <returns>False when more bytes must be read first, or the stream ended.</returns>
    public bool TryRead(out ReadOnlyMemory<byte> line, out bool isTooLong)
    {
        while (true)
        {
            var length = _buffer.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
            isTooLong = _isDiscarding;
            if (length >= 0)
            {
                var end = _scanned + length;
                line = _buffer.AsMemory(_start, end - _start);
                _start = _scanned = end + 1;
            }
            else if (_atEnd && _end > _start)
            {
                line = _buffer.AsMemory(_start, _end - _start);
                _start = _scanned = _end;
            }
            else
            {
                _scanned = _end;
                line = default;
                return false;
            }

            LineNumber++;
            if (_isDiscarding)
            {
                // What stands between the beginning that was kept and here is gone.
                _isDiscarding = false;
                line = line[..Math.Min(line.Length, FeedProblem.ExcerptLength * 4)];
            }

            return true;
        }
    }

    /// <summary>Reads on.</summary>
    /// <returns>False when the stream ended and every line was handed out.</returns>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_atEnd)
        {
            return false;
        }

        MakeRoom();
        var count = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _atEnd = count == 0;
        _end += count;
        return count > 0 || _end > _start;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_scanned, _end, _start) = (_scanned - _start, _end - _start, 0);
        }

        if (_end < _buffer.Length)
        {
            return;
        }

        if (_buffer.Length <= maxLineBytes)
        {
            Array.Resize(ref _buffer, (int)Math.Min(2L * _buffer.Length, maxLineBytes + 1L));
            return;
        }

        _isDiscarding = true;
        _end = _scanned = FeedProblem.ExcerptLength * 4;
    }
}
