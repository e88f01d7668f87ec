using System.Numerics;
using Reactor.QueryRuntime.Dataflow.Joins;

namespace Reactor.QueryRuntime.Dataflow;

/// <summary>What a generated query says of itself to <see cref="GraphQuery{TNode,TRelation}"/>.</summary>
public sealed record GraphShape
{
    /// <summary>Columns of the result.</summary>
    public required int Columns { get; init; }

    /// <summary>Whether any pattern is there to be matched.</summary>
    public required bool ReadsNodes { get; init; }

    /// <summary>Whether a pattern has relations.</summary>
    public required bool ReadsRelations { get; init; }

    /// <summary>Whether a relation pattern names no type.</summary>
    public required bool ReadsAllRelations { get; init; }

    /// <summary>The bits that are relation types: labels of the manifest, and the types of joins above them.</summary>
    public required ulong RelationTypes { get; init; }

    /// <summary>The joins whose relations the query reads.</summary>
    public JoinShape[] Joins { get; init; } = [];

    /// <summary>Names of the sources, by number; given where <see cref="KeepsJoined"/>.</summary>
    public string[] Sources { get; init; } = [];

    /// <summary>Whether rows of relations hold the relation or its id as a value.</summary>
    public bool KeepsJoined { get; init; }

    /// <summary>Classes of relations that adjacency tells apart: one per type in order of their bits, and the last one for all other types if they are read.</summary>
    public int RelationClasses => BitOperations.PopCount(RelationTypes) + (ReadsAllRelations ? 1 : 0);
}
