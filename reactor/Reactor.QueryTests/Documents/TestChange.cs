using Reactor.Contracts.Changes;

namespace Reactor.QueryTests.Documents;

/// <summary>A change as a document says it, without its time.</summary>
/// <param name="Source">Number of its source.</param>
/// <param name="Operation">What happens.</param>
/// <param name="Kind">To what; none for a truncate.</param>
/// <param name="Id">The element's id; empty for a truncate.</param>
/// <param name="Labels">Its labels, or its type; null when they stay. The label of a truncate.</param>
/// <param name="From">Id of the node a relation starts at.</param>
/// <param name="To">Id of the node it ends at.</param>
/// <param name="Properties">The properties given.</param>
internal sealed record TestChange(
    int Source,
    ChangeOperation Operation,
    ElementKind Kind,
    string Id,
    IReadOnlyList<string>? Labels,
    string? From,
    string? To,
    IReadOnlyList<KeyValuePair<string, PropertyValue>> Properties)
{
    /// <summary>The change, effective at a time.</summary>
    internal ElementChange At(long timeNs, SourceVocabulary vocabulary) => new()
    {
        Operation = Operation,
        Kind = Kind,
        Id = Id,
        Labels = Labels is null ? null : vocabulary.Labels(Labels),
        StartId = From,
        EndId = To,
        Properties = Properties.Select(property => new Property(vocabulary.PropertyNumber(property.Key), property.Value)).ToArray(),
        EffectiveTimeNs = timeNs,
    };
}
