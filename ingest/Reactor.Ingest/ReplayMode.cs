namespace Reactor.Ingest;

/// <summary>How changes are found again after a crash (docs/semantics.md, section 7).</summary>
public enum ReplayMode
{
    /// <summary>Re-reading a range of positions gives bit-identical changes.</summary>
    Positions,

    /// <summary>The feed cannot be read again: decoded batches must be logged before they are acknowledged.</summary>
    Log,
}
