namespace Reactor.Contracts.Results;

/// <summary>What happened to a row of a result. The numbers travel on the wire.</summary>
public enum RowChange : byte
{
    /// <summary>Not a change; zeroed memory must not mean anything.</summary>
    None = 0,

    /// <summary>The row is new.</summary>
    Added = 1,

    /// <summary>The row has other values.</summary>
    Updated = 2,

    /// <summary>The row is gone.</summary>
    Deleted = 3,
}
