namespace Reactor.QueryRuntime.Loop;

/// <summary>An outbox in this process that grows as needed and keeps its memory.</summary>
internal sealed class GrowingSink : ResultSink
{
    private byte[] _buffer = new byte[64 * 1024];

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public override Span<byte> Reserve(int bytes)
    {
        if (_buffer.Length - Length < bytes)
        {
            Array.Resize(ref _buffer, checked((int)Math.Min(Array.MaxLength, Math.Max(2L * _buffer.Length, (long)Length + bytes))));
        }

        return _buffer.AsSpan(Length);
    }

    public override void Commit(int bytes) => Length += bytes;

    internal void Clear() => Length = 0;
}
