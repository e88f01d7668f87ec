using Reactor.Contracts.Changes;

namespace Reactor.QueryCompiler.Tests.Support;

/// <summary>Makes changes of one source, tersely.</summary>
internal sealed class GraphFeed
{
    public SourceVocabulary Vocabulary { get; } = new();

    /// <summary>The effective time that changes get, nanoseconds since the Unix epoch.</summary>
    public long EffectiveTimeNs { get; set; }

    public ElementChange Node(string id, string label, params (string Name, object? Value)[] properties) =>
        Change(ChangeOperation.Insert, ElementKind.Node, id, [label], properties);

    public ElementChange Node(string id, string[] labels, params (string Name, object? Value)[] properties) =>
        Change(ChangeOperation.Insert, ElementKind.Node, id, labels, properties);

    public ElementChange Relation(string id, string type, string start, string end, params (string Name, object? Value)[] properties) =>
        Change(ChangeOperation.Insert, ElementKind.Relation, id, [type], properties, start, end);

    public ElementChange Merge(string id, params (string Name, object? Value)[] properties) =>
        Change(ChangeOperation.UpdateMerge, ElementKind.Node, id, null, properties);

    public ElementChange MergeRelation(string id, params (string Name, object? Value)[] properties) =>
        Change(ChangeOperation.UpdateMerge, ElementKind.Relation, id, null, properties);

    public ElementChange Replace(string id, string label, params (string Name, object? Value)[] properties) =>
        Change(ChangeOperation.UpdateReplace, ElementKind.Node, id, [label], properties);

    public ElementChange Relabel(string id, params string[] labels) => Change(ChangeOperation.UpdateMerge, ElementKind.Node, id, labels, []);

    public ElementChange Delete(string id) => Change(ChangeOperation.Delete, ElementKind.Node, id, null, []);

    public ElementChange DeleteRelation(string id) => Change(ChangeOperation.Delete, ElementKind.Relation, id, null, []);

    public ElementChange Truncate(string label) => Change(ChangeOperation.Truncate, ElementKind.None, "", [label], []);

    private ElementChange Change(
        ChangeOperation operation, ElementKind kind, string id, string[]? labels, (string Name, object? Value)[] properties, string? start = null, string? end = null) => new()
        {
            Operation = operation,
            Kind = kind,
            Id = id,
            Labels = labels is null ? null : Vocabulary.Labels(labels),
            StartId = start,
            EndId = end,
            EffectiveTimeNs = EffectiveTimeNs,
            Properties = properties.Select(property => new Property(Vocabulary.PropertyNumber(property.Name), ToValue(property.Value))).ToArray(),
        };

    public static PropertyValue ToValue(object? value) => value switch
    {
        null => PropertyValue.Null,
        bool boolean => PropertyValue.FromBoolean(boolean),
        int integer => PropertyValue.FromInteger(integer),
        long integer => PropertyValue.FromInteger(integer),
        double number => PropertyValue.FromFloat(number),
        string text => PropertyValue.FromText(text),
        object?[] list => PropertyValue.FromList([.. list.Select(ToValue)]),
        Dictionary<string, object?> map => PropertyValue.FromMap(map.Select(entry => KeyValuePair.Create(entry.Key, ToValue(entry.Value)))),
        _ => throw new ArgumentException($"No property value of {value.GetType().Name}."),
    };
}
