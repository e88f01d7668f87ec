using Reactor.Contracts.Changes;

namespace Reactor.Tck.Tests.Graphs;

/// <summary>A node, or a relation when it has ends.</summary>
internal sealed class GraphElement
{
    public required string Id { get; init; }

    public required IReadOnlyList<string> Labels { get; init; }

    public required IReadOnlyDictionary<string, PropertyValue> Properties { get; init; }

    public GraphElement? Start { get; init; }

    public GraphElement? End { get; init; }

    internal ElementKind Kind => Start is null ? ElementKind.Node : ElementKind.Relation;

    /// <summary>The insert that makes it known to a query.</summary>
    internal ElementChange Insert(SourceVocabulary vocabulary) => new()
    {
        Operation = ChangeOperation.Insert,
        Kind = Kind,
        Id = Id,
        Labels = vocabulary.Labels(Labels),
        StartId = Start?.Id,
        EndId = End?.Id,
        Properties = Properties.Select(property => new Property(vocabulary.PropertyNumber(property.Key), property.Value)).ToArray(),
    };
}
