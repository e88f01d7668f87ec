namespace Reactor.QueryRuntime.Values;

/// <summary>The content of a node or relation that is used other than by its pattern: one version of it. Immutable.</summary>
/// <remarks>Two of them are the same element when kind, source and id agree, whatever their version (docs/semantics.md, section 4).</remarks>
public sealed class ElementValue
{
    /// <summary>One version of an element.</summary>
    /// <param name="kind"><see cref="ValueKind.Node"/> or <see cref="ValueKind.Relation"/>.</param>
    /// <param name="source">Number of its source in the query's manifest.</param>
    /// <param name="id">Its id in that source.</param>
    /// <param name="labels">Labels of a node, the one type of a relation.</param>
    /// <param name="properties">All its properties; those that are null are left out.</param>
    /// <param name="startId">Id of the node a relation starts at; null for a node.</param>
    /// <param name="endId">Id of the node a relation ends at; null for a node.</param>
    public ElementValue(
        ValueKind kind, ushort source, string id, string[] labels, MapValue properties, string? startId = null, string? endId = null)
    {
        Kind = kind;
        Source = source;
        Id = id;
        Labels = labels;
        Properties = properties;
        StartId = startId;
        EndId = endId;
    }

    /// <summary><see cref="ValueKind.Node"/> or <see cref="ValueKind.Relation"/>.</summary>
    public ValueKind Kind { get; }

    /// <summary>Number of its source.</summary>
    public ushort Source { get; }

    /// <summary>Its id in the source.</summary>
    public string Id { get; }

    /// <summary>Labels of a node, the one type of a relation.</summary>
    public string[] Labels { get; }

    /// <summary>Its properties.</summary>
    public MapValue Properties { get; }

    /// <summary>Id of the node a relation starts at.</summary>
    public string? StartId { get; }

    /// <summary>Id of the node a relation ends at.</summary>
    public string? EndId { get; }

    /// <summary>Whether the other version has the same labels and ends.</summary>
    public bool HasSameContext(ElementValue other) =>
        Labels.AsSpan().SequenceEqual(other.Labels)
        && string.Equals(StartId, other.StartId, StringComparison.Ordinal)
        && string.Equals(EndId, other.EndId, StringComparison.Ordinal);

    /// <summary>Whether the other one is the same element, in this or another version.</summary>
    public bool IsSame(ElementValue other) =>
        ReferenceEquals(this, other) || (Kind == other.Kind && Source == other.Source && string.Equals(Id, other.Id, StringComparison.Ordinal));
}
