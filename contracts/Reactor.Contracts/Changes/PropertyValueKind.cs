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
}
