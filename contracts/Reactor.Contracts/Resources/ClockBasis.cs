namespace Reactor.Contracts.Resources;

/// <summary>What the clock of a query takes as the time of a change.</summary>
public enum ClockBasis
{
    /// <summary>When it became effective, as its source says.</summary>
    Effective,

    /// <summary>When it reached the query.</summary>
    Arrival,
}
