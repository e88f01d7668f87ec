namespace Reactor.Engine.Instances;

/// <summary>Where a query is in its life.</summary>
public enum QueryState
{
    /// <summary>Reads what its sources hold already.</summary>
    Bootstrapping,

    /// <summary>Follows its sources.</summary>
    Running,

    /// <summary>All its sources have ended and every result was handed on.</summary>
    Completed,

    /// <summary>Its guest was stopped; <see cref="QueryStatus.Failure"/> says why. Other queries go on.</summary>
    Failed,

    /// <summary>It reached a limit, of memory or of paths; <see cref="QueryStatus.Failure"/> says which and how to mend it. Its data is not at fault, and other queries go on.</summary>
    Suspended,
}
