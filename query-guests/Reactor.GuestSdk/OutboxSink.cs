using Reactor.QueryRuntime.Loop;

namespace Reactor.GuestSdk;

/// <summary>Result records straight into the outbox in guest memory; a full outbox is a pause, not an end.</summary>
internal sealed class OutboxSink(GuestHost host) : ResultSink
{
    /// <summary>Bytes of whole records now in the outbox.</summary>
    internal int Length { get; private set; }

    /// <inheritdoc/>
    public override Span<byte> Reserve(int bytes)
    {
        var outbox = host.Outbox;
        if (bytes > outbox.Length - Length)
        {
            if (bytes > outbox.Length)
            {
                throw new InvalidOperationException($"A result record of {bytes} bytes is larger than the outbox, which holds {outbox.Length}.");
            }

            host.OutboxFull(Length);
            Length = 0;
        }

        return outbox[Length..];
    }

    /// <inheritdoc/>
    public override void Commit(int bytes) => Length += bytes;

    /// <summary>The host has taken everything: the next command begins with an empty outbox.</summary>
    internal void Clear() => Length = 0;
}
