namespace Reactor.Contracts.Wire;

/// <summary>What a unit is (docs/semantics.md, section 1). The numbers travel on the wire.</summary>
public enum UnitKind : byte
{
    /// <summary>Not a unit; zeroed memory must not mean anything.</summary>
    None = 0,

    /// <summary>The query's bootstrap as a whole.</summary>
    Bootstrap = 1,

    /// <summary>One change outside any transaction.</summary>
    Change = 2,

    /// <summary>One transaction of a source.</summary>
    Transaction = 3,

    /// <summary>One instant of the clock.</summary>
    Timer = 4,
}
