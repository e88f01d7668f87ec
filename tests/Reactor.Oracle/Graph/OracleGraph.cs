using Reactor.Contracts.Changes;
using Reactor.Contracts.Queries;
using Reactor.Oracle.Values;

namespace Reactor.Oracle.Graph;

/// <summary>The current graph: what docs/semantics.md, sections 2 and 3, make of the changes so far.</summary>
public sealed class OracleGraph(IReadOnlyList<JoinDefinition> joins, IReadOnlyList<string> sources)
{
    private readonly SortedDictionary<(ushort Source, ElementKind Kind, string Id), OracleElement> _elements =
        new(Comparer<(ushort Source, ElementKind Kind, string Id)>.Create(
            (x, y) => (x.Source, x.Kind).CompareTo((y.Source, y.Kind)) is var order and not 0 ? order : string.CompareOrdinal(x.Id, y.Id)));

    private List<OracleElement>? _nodes;
    private List<OracleElement>? _matchableRelations;

    /// <summary>A graph without joins.</summary>
    public OracleGraph()
        : this([], [])
    {
    }

    public IEnumerable<OracleElement> Elements => _elements.Values;

    public IReadOnlyList<OracleElement> Nodes => _nodes ??= [.. _elements.Values.Where(element => element.Kind == ElementKind.Node)];

    /// <summary>The relations a pattern can match: both ends exist. Those of joins are among them.</summary>
    public IReadOnlyList<OracleElement> MatchableRelations => _matchableRelations ??=
    [
        .. _elements.Values.Where(element =>
            element.Kind == ElementKind.Relation && Find(element.Source, element.StartId) is not null && Find(element.Source, element.EndId) is not null),
        .. joins.SelectMany(join => JoinedRelations.Of(join, Nodes, sources)),
    ];

    public OracleElement Start(OracleElement relation) => relation.Pair is { } pair ? pair.Start : Find(relation.Source, relation.StartId)!;

    public OracleElement End(OracleElement relation) => relation.Pair is { } pair ? pair.End : Find(relation.Source, relation.EndId)!;

    /// <summary>Whether a change would meet an element of its key.</summary>
    public bool Contains(ElementKind kind, string id, ushort source = 0) => _elements.ContainsKey((source, kind, id));

    /// <summary>The element a change would meet, or null.</summary>
    public OracleElement? Find(ElementKind kind, string id, ushort source) => _elements.GetValueOrDefault((source, kind, id));

    public void Apply(ElementChange change, SourceVocabulary vocabulary, ushort source = 0)
    {
        (_nodes, _matchableRelations) = (null, null);
        switch (change.Operation)
        {
            case ChangeOperation.Insert or ChangeOperation.UpdateReplace:
                Upsert(change, source).Properties = new(Utf8KeyComparer.Instance);
                goto case ChangeOperation.UpdateMerge;
            case ChangeOperation.UpdateMerge:
                Merge(Upsert(change, source), change, vocabulary);
                break;
            case ChangeOperation.Delete:
                _elements.Remove((source, change.Kind, change.Id));
                break;
            case ChangeOperation.Truncate:
                Truncate(change.Labels!.Names[0], source);
                break;
            default:
                throw new InvalidOperationException($"operation {change.Operation}");
        }
    }

    private OracleElement? Find(ushort source, string? nodeId) =>
        nodeId is null ? null : _elements.GetValueOrDefault((source, ElementKind.Node, nodeId));

    private OracleElement Upsert(ElementChange change, ushort source)
    {
        var key = (source, change.Kind, change.Id);
        if (!_elements.TryGetValue(key, out var element))
        {
            _elements.Add(key, element = new OracleElement(source, change.Kind, change.Id));
        }

        if (change.Labels is { } labels)
        {
            element.Labels = new(labels.Names, StringComparer.Ordinal);
        }

        element.ChangedNs = change.EffectiveTimeNs;
        element.StartId = change.StartId ?? element.StartId;
        element.EndId = change.EndId ?? element.EndId;
        return element;
    }

    private static void Merge(OracleElement element, ElementChange change, SourceVocabulary vocabulary)
    {
        foreach (var property in change.Properties.Span)
        {
            var name = vocabulary.PropertyName(property.Name);
            if (OracleValue.From(property.Value) is { } value)
            {
                element.Properties[name] = value;
            }
            else
            {
                element.Properties.Remove(name);
            }
        }
    }

    private void Truncate(string label, ushort source)
    {
        var gone = _elements.Where(entry => entry.Key.Source == source && entry.Value.Labels.Contains(label)).Select(entry => entry.Key).ToArray();
        foreach (var key in gone)
        {
            _elements.Remove(key);
        }
    }
}
