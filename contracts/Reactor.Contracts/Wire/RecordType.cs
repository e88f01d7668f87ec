namespace Reactor.Contracts.Wire;

/// <summary>Type of a record in an inbox or outbox (docs/abi.md, section 3). Append-only.</summary>
public enum RecordType : byte
{
    /// <summary>Not a record; zeroed memory must not mean anything.</summary>
    None = 0,

    /// <summary>A unit begins. Into the guest.</summary>
    UnitBegin = 1,

    /// <summary>One change. Into the guest.</summary>
    Change = 2,

    /// <summary>The unit ends. Into the guest.</summary>
    UnitEnd = 3,

    /// <summary>The diff of a unit begins. Out of the guest.</summary>
    DiffBegin = 16,

    /// <summary>One changed row. Out of the guest.</summary>
    Row = 17,

    /// <summary>The diff ends. Out of the guest.</summary>
    DiffEnd = 18,

    /// <summary>How many rows stand in error. Out of the guest.</summary>
    RowErrors = 20,

    /// <summary>When the query's next timer is due. Out of the guest.</summary>
    NextDue = 21,

    /// <summary>What the guest imports and exports; alone in the outbox when it says ready. Out of the guest.</summary>
    Manifest = 24,
}
