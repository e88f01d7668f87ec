namespace Reactor.Contracts.Changes;

/// <summary>One change to one element of a source (docs/semantics.md, section 2). Immutable after construction.</summary>
public sealed class ElementChange
{
    /// <summary>What happens.</summary>
    public required ChangeOperation Operation { get; init; }

    /// <summary>Node or relation; <see cref="ElementKind.None"/> for a truncate.</summary>
    public required ElementKind Kind { get; init; }

    /// <summary>The element's id as canonical text, unique per source and kind; empty for a truncate.</summary>
    public required string Id { get; init; }

    /// <summary>The element's labels after the change, the type of a relation, the label of a truncate; null when they are unchanged or unknown.</summary>
    public LabelSet? Labels { get; init; }

    /// <summary>Whether the element may have had other labels before. False for rows of tables, whose label is the table.</summary>
    public bool LabelsMayHaveChanged { get; init; } = true;

    /// <summary>Id of the node a relation starts at; null for nodes, and in updates and deletes that do not repeat it.</summary>
    public string? StartId { get; init; }

    /// <summary>Id of the node a relation ends at; see <see cref="StartId"/>.</summary>
    public string? EndId { get; init; }

    /// <summary>The properties the change carries; one that is missing is unchanged in a merge, removed otherwise.</summary>
    public ReadOnlyMemory<Property> Properties { get; init; }

    /// <summary>When the change became effective at its origin, nanoseconds since the Unix epoch, UTC.</summary>
    public long EffectiveTimeNs { get; init; }

    /// <summary>Where it stood in the feed.</summary>
    public SourcePosition Position { get; init; }
}
