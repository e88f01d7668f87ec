namespace Reactor.Cypher.Binding;

/// <summary>The types a value may have as far as the text tells: a set, because most properties can hold anything.</summary>
/// <remarks><see cref="Null"/> is in the set unless null is impossible. <c>type &amp; ~TypeSet.Null</c> being a single flag means the
/// type is known. A set is a promise: a value outside it never occurs at run time.</remarks>
[Flags]
public enum TypeSet
{
    /// <summary>Nothing; the type of an expression that always fails.</summary>
    None = 0,

    /// <summary>null.</summary>
    Null = 1 << 0,

    /// <summary>true or false.</summary>
    Boolean = 1 << 1,

    /// <summary>64-bit signed integer.</summary>
    Integer = 1 << 2,

    /// <summary>IEEE double.</summary>
    Float = 1 << 3,

    /// <summary>Unicode text.</summary>
    Text = 1 << 4,

    /// <summary>List of anything.</summary>
    List = 1 << 5,

    /// <summary>Map from text to anything.</summary>
    Map = 1 << 6,

    /// <summary>A node.</summary>
    Node = 1 << 7,

    /// <summary>A relation.</summary>
    Relation = 1 << 8,

    /// <summary>A path.</summary>
    Path = 1 << 9,

    /// <summary>Date, time, datetime, their local kinds, or duration.</summary>
    Temporal = 1 << 10,

    /// <summary>Integer or float.</summary>
    Number = Integer | Float,

    /// <summary>Node or relation.</summary>
    Element = Node | Relation,

    /// <summary>What a property of an element can hold, null included.</summary>
    Property = Null | Boolean | Number | Text | List | Map | Temporal,

    /// <summary>Anything but null.</summary>
    NotNull = Boolean | Number | Text | List | Map | Element | Path | Temporal,

    /// <summary>Nothing is known.</summary>
    Any = Null | NotNull,
}
