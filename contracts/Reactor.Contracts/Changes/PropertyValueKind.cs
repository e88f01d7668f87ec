namespace Reactor.Contracts.Changes;

/// <summary>Kind of a property value. Equal to the cell types of docs/abi.md, section 4.</summary>
public enum PropertyValueKind : byte
{
    /// <summary>Null: the property is removed.</summary>
    Null = 0,

    /// <summary>Boolean.</summary>
    Boolean = 1,

    /// <summary>64-bit signed integer.</summary>
    Integer = 2,

    /// <summary>IEEE 754 double.</summary>
    Float = 3,

    /// <summary>Unicode text.</summary>
    Text = 4,

    /// <summary>Ordered values.</summary>
    List = 5,

    /// <summary>Values by text key.</summary>
    Map = 6,

    /// <summary>Date, as its text in ISO 8601; so are all temporal kinds.</summary>
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
}
