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

    /// <summary>Date, as its text in ISO 8601; so are all temporal types.</summary>
    Date = 7,

    /// <summary>Local time.</summary>
    LocalTime = 8,

    /// <summary>Time with an offset.</summary>
    Time = 9,

    /// <summary>Local date-time.</summary>
    LocalDateTime = 10,

    /// <summary>Date-time with an offset and perhaps a zone.</summary>
    DateTime = 11,

    /// <summary>Duration.</summary>
    Duration = 12,

    /// <summary>Node: id, labels, then its properties like a map.</summary>
    Node = 13,

    /// <summary>Relation: id, type, ids of its ends, then its properties like a map.</summary>
    Relation = 14,

    /// <summary>Path: nodes and relations in turn, a node first and last.</summary>
    Path = 15,
}
