namespace Reactor.Engine.Instances;

/// <summary>What the scheduler should do with an instance after it ran.</summary>
internal enum RunOutcome
{
    /// <summary>Nothing waits: run it again when something arrives.</summary>
    Idle,

    /// <summary>Something may still wait: run it again after the others.</summary>
    MoreWaiting,

    /// <summary>Its results are not read fast enough: run it again when they are.</summary>
    ResultsBlocked,

    /// <summary>It has completed or failed: never run it again.</summary>
    Ended,
}
