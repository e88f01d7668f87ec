namespace Reactor.Contracts.Changes;

/// <summary>Whether changes describe where a source starts or what happens to it.</summary>
public enum BatchPhase
{
    /// <summary>State at the source's start: part of each query's one bootstrap unit.</summary>
    Bootstrap,

    /// <summary>The last batch of the bootstrap (it may be empty); live changes follow.</summary>
    BootstrapEnd,

    /// <summary>Changes as they happen.</summary>
    Live,
}
