namespace Reactor.QueryRuntime.Values;

/// <summary>Kind of a value. Append-only: canonical forms contain it.</summary>
public enum ValueKind : byte
{
    /// <summary>Null.</summary>
    Null = 0,

    /// <summary>true or false.</summary>
    Boolean = 1,

    /// <summary>64-bit signed integer.</summary>
    Integer = 2,

    /// <summary>IEEE 754 double; NaN has one bit pattern.</summary>
    Float = 3,

    /// <summary>Text: UTF-16 units, as Cypher's string functions count them.</summary>
    Text = 4,

    /// <summary>Ordered values.</summary>
    List = 5,

    /// <summary>Values by text key.</summary>
    Map = 6,

    /// <summary>A day of the calendar.</summary>
    Date = 7,

    /// <summary>A time of day.</summary>
    LocalTime = 8,

    /// <summary>A time of day with an offset.</summary>
    Time = 9,

    /// <summary>A day and a time of day.</summary>
    LocalDateTime = 10,

    /// <summary>A day and a time of day with an offset and perhaps a time zone: an instant.</summary>
    DateTime = 11,

    /// <summary>Months, days and seconds.</summary>
    Duration = 12,

    /// <summary>A node that escaped from its pattern.</summary>
    Node = 13,

    /// <summary>A relation that escaped from its pattern.</summary>
    Relation = 14,

    /// <summary>Nodes and relations in turn.</summary>
    Path = 15,

    /// <summary>The answer of a function of time that is not due yet.</summary>
    Awaiting = 16,
}
