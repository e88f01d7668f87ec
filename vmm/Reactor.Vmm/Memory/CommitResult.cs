namespace Reactor.Vmm.Memory;

/// <summary>What became of a first touch.</summary>
internal enum CommitResult
{
    /// <summary>The page is present now; the access may be repeated.</summary>
    Committed,

    /// <summary>The page was present already: the access violated its protection.</summary>
    Present,

    /// <summary>The address was never given out.</summary>
    Unmapped,

    /// <summary>The guest has used up its memory.</summary>
    LimitReached,
}
