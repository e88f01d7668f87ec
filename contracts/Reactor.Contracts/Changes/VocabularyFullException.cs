namespace Reactor.Contracts.Changes;

/// <summary>A feed uses more distinct names than a source may: usually ids that were taken for property names or labels.</summary>
public sealed class VocabularyFullException(string what, int capacity)
    : Exception($"the feed uses more than {capacity} different {what}; are ids used as names?")
{
    /// <summary>What there are too many of.</summary>
    public string What { get; } = what;

    /// <summary>The limit.</summary>
    public int Capacity { get; } = capacity;
}
