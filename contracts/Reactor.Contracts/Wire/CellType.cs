namespace Reactor.Contracts.Wire;

/// <summary>Type of a cell (docs/abi.md, section 4). Append-only.</summary>
public enum CellType : byte
{
    /// <summary>Null.</summary>
    Null = 0,

    /// <summary>Boolean.</summary>
    Boolean = 1,

    /// <summary>64-bit signed integer.</summary>
    Integer = 2,

    /// <summary>IEEE 754 double, NaN canonical.</summary>
    Float = 3,

    /// <summary>UTF-8 text.</summary>
    Text = 4,

    /// <summary>List of cells.</summary>
    List = 5,

    /// <summary>Map: key and value cells in turn, keys ascending.</summary>
    Map = 6,

    /// <summary>Reserved for dates.</summary>
    Date = 7,

    /// <summary>Reserved for local times.</summary>
    LocalTime = 8,

    /// <summary>Reserved for times with an offset.</summary>
    Time = 9,

    /// <summary>Reserved for local date-times.</summary>
    LocalDateTime = 10,

    /// <summary>Reserved for date-times with a zone.</summary>
    DateTime = 11,

    /// <summary>Reserved for durations.</summary>
    Duration = 12,

    /// <summary>Reserved for nodes with id and labels.</summary>
    Node = 13,

    /// <summary>Reserved for relations with id and type.</summary>
    Relation = 14,

    /// <summary>Reserved for paths.</summary>
    Path = 15,
}
