namespace Reactor.Contracts.Changes;

/// <summary>Node or relation. The numbers travel on the wire.</summary>
public enum ElementKind : byte
{
    /// <summary>Neither: the kind of a truncate.</summary>
    None = 0,

    /// <summary>A node.</summary>
    Node = 1,

    /// <summary>A directed relation between two nodes of the same source.</summary>
    Relation = 2,
}
