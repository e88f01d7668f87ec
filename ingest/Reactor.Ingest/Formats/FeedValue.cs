using Reactor.Contracts.Changes;

namespace Reactor.Ingest.Formats;

/// <summary>One value of a feed as it arrived.</summary>
/// <param name="json">The value, UTF-8; empty for a message without value.</param>
/// <param name="key">The message key, if the feed has keys; may be empty.</param>
/// <param name="position">Where it stands.</param>
/// <param name="arrivalTimeNs">Effective time of changes that carry none, nanoseconds since the Unix epoch.</param>
public readonly ref struct FeedValue(ReadOnlySpan<byte> json, ReadOnlySpan<byte> key, SourcePosition position, long arrivalTimeNs)
{
    /// <summary>The value, UTF-8; empty for a message without value.</summary>
    public ReadOnlySpan<byte> Json { get; } = json;

    /// <summary>The message key; may be empty.</summary>
    public ReadOnlySpan<byte> Key { get; } = key;

    /// <summary>Where it stands.</summary>
    public SourcePosition Position { get; } = position;

    /// <summary>Effective time of changes that carry none, nanoseconds since the Unix epoch.</summary>
    public long ArrivalTimeNs { get; } = arrivalTimeNs;
}
