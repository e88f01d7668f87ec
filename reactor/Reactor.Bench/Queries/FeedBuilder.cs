using Reactor.Contracts.Changes;

namespace Reactor.Bench.Queries;

/// <summary>Makes the decoded changes of one made-up source, the same ones in every run.</summary>
internal sealed class FeedBuilder
{
    /// <summary>Changes of a batch: what a source hands on at once.</summary>
    internal const int BatchChanges = 1024;

    private const string Source = "feed";
    private const long EffectiveTimeNs = 1_700_000_000_000_000_000;

    private readonly SourceVocabulary _vocabulary = new();

    /// <summary>Where values come from; the seed is fixed.</summary>
    internal Random Random { get; } = new(42);

    internal ElementChange Node(string label, string id, params (string Name, PropertyValue Value)[] properties) =>
        Change(ChangeOperation.Insert, ElementKind.Node, label, id, properties);

    internal ElementChange Relation(string type, string id, string start, string end) => new()
    {
        Operation = ChangeOperation.Insert,
        Kind = ElementKind.Relation,
        Id = id,
        Labels = _vocabulary.Labels(type),
        LabelsMayHaveChanged = false,
        StartId = start,
        EndId = end,
        EffectiveTimeNs = EffectiveTimeNs,
    };

    /// <summary>An update that names the properties that change.</summary>
    internal ElementChange Merge(string label, string id, params (string Name, PropertyValue Value)[] properties) =>
        Change(ChangeOperation.UpdateMerge, ElementKind.Node, label, id, properties);

    /// <summary>An empty bootstrap, then the insertion of some elements, batch by batch.</summary>
    internal IEnumerable<ChangeBatch> Load(IEnumerable<ElementChange> elements) =>
        elements.Chunk(BatchChanges).Select(Live).Prepend(Batch(BatchPhase.BootstrapEnd, []));

    /// <summary>Live changes, each a unit of its own.</summary>
    internal ChangeBatch Live(ElementChange[] changes) => Batch(BatchPhase.Live, changes);

    private ChangeBatch Batch(BatchPhase phase, ElementChange[] changes) => new(Source, _vocabulary, phase, changes);

    private ElementChange Change(ChangeOperation operation, ElementKind kind, string label, string id, (string Name, PropertyValue Value)[] properties) => new()
    {
        Operation = operation,
        Kind = kind,
        Id = id,
        Labels = _vocabulary.Labels(label),
        LabelsMayHaveChanged = false,
        Properties = Array.ConvertAll(properties, property => new Property(_vocabulary.PropertyNumber(property.Name), property.Value)),
        EffectiveTimeNs = EffectiveTimeNs,
    };
}
