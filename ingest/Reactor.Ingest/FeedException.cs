using Reactor.Contracts.Changes;

namespace Reactor.Ingest;

/// <summary>A feed cannot be read on: it cannot be opened, is damaged, or a malformed value stops it because its source says so.</summary>
/// <param name="source">Name of the source.</param>
/// <param name="position">Where; null when the feed could not be opened.</param>
/// <param name="reason">Why.</param>
/// <param name="inner">What was thrown below, if anything.</param>
public sealed class FeedException(string source, SourcePosition? position, string reason, Exception? inner = null)
    : Exception(position is { } at ? $"source {source} at {at}: {reason}" : $"source {source}: {reason}", inner)
{
    /// <summary>Name of the source.</summary>
    public string SourceName { get; } = source;

    /// <summary>Where it happened; null when the feed could not be opened.</summary>
    public SourcePosition? Position { get; } = position;

    /// <summary>What happened.</summary>
    public string Reason { get; } = reason;
}
