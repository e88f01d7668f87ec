namespace Reactor.QueryTests.Running;

/// <summary>How a history reaches the query. The diffs of every unit must be the same whichever way it is.</summary>
public enum BatchWay
{
    /// <summary>One unit per entry into the guest.</summary>
    One,

    /// <summary>All units in one batch.</summary>
    All,

    /// <summary>One unit per entry, the query's state taken and brought back after each.</summary>
    Restart,
}
