namespace Reactor.Contracts.Calls;

/// <summary>Type of an argument or a result (docs/abi.md, section 5). Append-only.</summary>
public enum CallType
{
    /// <summary>No value; as a result only.</summary>
    Void = 0,

    /// <summary>Signed, 32 bits: <see cref="int"/>.</summary>
    I32 = 1,

    /// <summary>Unsigned, 32 bits: <see cref="uint"/>.</summary>
    U32 = 2,

    /// <summary>Signed, 64 bits: <see cref="long"/>.</summary>
    I64 = 3,

    /// <summary>Unsigned, 64 bits: <see cref="ulong"/>.</summary>
    U64 = 4,

    /// <summary>IEEE 754, 32 bits: <see cref="float"/>.</summary>
    F32 = 5,

    /// <summary>IEEE 754, 64 bits: <see cref="double"/>.</summary>
    F64 = 6,

    /// <summary>True or false: <see cref="bool"/>.</summary>
    Bool = 7,

    /// <summary>Text in UTF-8: <see cref="string"/>, or its bytes.</summary>
    String = 8,

    /// <summary>Any bytes: <c>byte[]</c>.</summary>
    Bytes = 9,
}
