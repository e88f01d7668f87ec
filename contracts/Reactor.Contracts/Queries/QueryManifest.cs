namespace Reactor.Contracts.Queries;

/// <summary>What the host must know of a compiled query to feed it and to read its results. Comes out of the compiler, travels with the image.</summary>
public sealed record QueryManifest
{
    /// <summary>Name of the query's resource.</summary>
    public required string Name { get; init; }

    /// <summary>Number of the query in its image: the argument of the open command.</summary>
    public required int Number { get; init; }

    /// <summary>SHA-256 over bound plan and runtime ABI, lower-case hex: two queries with one hash mean and store the same.</summary>
    public required string PlanHash { get; init; }

    /// <summary>Labels and types the query names, at most <see cref="Guests.GuestAbi.MaxLabels"/>.</summary>
    public required IReadOnlyList<ManifestLabel> Labels { get; init; }

    /// <summary>Whether a pattern without a label makes the query read every node.</summary>
    public required bool ReadsAllNodes { get; init; }

    /// <summary>Whether a pattern without a type makes the query read every relation.</summary>
    public required bool ReadsAllRelations { get; init; }

    /// <summary>The property paths the query reads, in slot order.</summary>
    public required IReadOnlyList<PropertyPath> Properties { get; init; }

    /// <summary>Whether elements escape, so that each change must carry the rest slot.</summary>
    public bool NeedsRestSlot { get; init; }

    /// <summary>Whether labels and types are values of the query, so that each change that gives labels must carry them as texts.</summary>
    public bool NeedsLabels { get; init; }

    /// <summary>The result's columns, in order.</summary>
    public required IReadOnlyList<ResultColumn> Columns { get; init; }
}
