using Reactor.Contracts.Changes;

namespace Reactor.Oracle.Graph;

/// <summary>A node or relation as it stands now.</summary>
public sealed class OracleElement(ushort source, ElementKind kind, string id)
{
    public ushort Source { get; } = source;

    public ElementKind Kind { get; } = kind;

    public string Id { get; } = id;

    /// <summary>Labels of a node, type of a relation.</summary>
    public SortedSet<string> Labels { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Never holds a null.</summary>
    public SortedDictionary<string, object> Properties { get; set; } = new(Utf8KeyComparer.Instance);

    /// <summary>Effective time of its newest change, nanoseconds since the Unix epoch.</summary>
    public long ChangedNs { get; set; }

    public string? StartId { get; set; }

    public string? EndId { get; set; }

    /// <summary>What a join relates; null for an element of a source. Such a relation has no direction.</summary>
    public (OracleElement Start, OracleElement End)? Pair { get; init; }

    /// <summary>Unique in the graph: what identifies the element in a row.</summary>
    public string Key { get; } = KeyOf(kind, source, id);

    /// <summary>It as it is now.</summary>
    internal OracleElement Copy() => new(Source, Kind, Id)
    {
        Labels = new(Labels, StringComparer.Ordinal), Properties = new(Properties, Utf8KeyComparer.Instance), ChangedNs = ChangedNs, StartId = StartId, EndId = EndId, Pair = Pair,
    };

    /// <summary>The key of an element.</summary>
    public static string KeyOf(ElementKind kind, ushort source, string id) => $"{(kind == ElementKind.Node ? 'n' : 'r')}{source}#{id.Length}:{id}";
}
