namespace Reactor.QueryRuntime.Loop;

/// <summary>Where a query writes its result records: the outbox, however large it is.</summary>
public abstract class ResultSink
{
    /// <summary>Makes room for one record.</summary>
    /// <param name="bytes">Bytes of the whole record, a multiple of 8.</param>
    /// <returns>At least that many bytes; written before <see cref="Commit"/>, not used after it.</returns>
    /// <exception cref="InvalidOperationException">The record is larger than the whole outbox.</exception>
    public abstract Span<byte> Reserve(int bytes);

    /// <summary>Adds what was written at the start of the reserved span.</summary>
    /// <param name="bytes">Bytes of the record, at most what was reserved.</param>
    public abstract void Commit(int bytes);
}
