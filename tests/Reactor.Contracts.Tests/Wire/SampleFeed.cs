using Reactor.Contracts.Changes;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Wire;

namespace Reactor.Contracts.Tests.Wire;

/// <summary>A query and a source small enough to encode by hand.</summary>
internal sealed class SampleFeed
{
    /// <summary>Labels: 0 node Person, 1 relation KNOWS, 2 node City. Slots: 0 name, 1 address.city, 2 tags, 3 age.</summary>
    internal static readonly QueryManifest Manifest = new()
    {
        Name = "people",
        Number = 0,
        PlanHash = "00",
        Labels = [new("Person", ElementKind.Node), new("KNOWS", ElementKind.Relation), new("City", ElementKind.Node)],
        ReadsAllNodes = false,
        ReadsAllRelations = false,
        Properties = [new(["name"]), new(["address", "city"]), new(["tags"]), new(["age"])],
        Columns = [new("name", false)],
    };

    private readonly ChangeEncoder _encoder;

    internal SampleFeed(QueryManifest? manifest = null, ushort source = 7) =>
        _encoder = new ChangeEncoder(manifest ?? Manifest, source, Vocabulary);

    internal SourceVocabulary Vocabulary { get; } = new();

    internal ChangeEncoder Encoder => _encoder;

    internal static PropertyValue Text(string text) => PropertyValue.FromText(text);

    internal static PropertyValue Map(params (string Key, PropertyValue Value)[] entries) =>
        PropertyValue.FromMap(entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value)));

    internal ReadOnlyMemory<Property> Properties(params (string Name, PropertyValue Value)[] properties) =>
        properties.Select(property => new Property(Vocabulary.PropertyNumber(property.Name), property.Value)).ToArray();

    internal ElementChange Node(ChangeOperation operation, string id, string[]? labels, params (string Name, PropertyValue Value)[] properties) =>
        new()
        {
            Operation = operation,
            Kind = ElementKind.Node,
            Id = id,
            Labels = labels is null ? null : Vocabulary.Labels(labels),
            Properties = Properties(properties),
            EffectiveTimeNs = 5,
        };

    internal ElementChange Relation(ChangeOperation operation, string id, string? type, string? start, string? end) =>
        new()
        {
            Operation = operation,
            Kind = ElementKind.Relation,
            Id = id,
            Labels = type is null ? null : Vocabulary.Labels(type),
            StartId = start,
            EndId = end,
            EffectiveTimeNs = 5,
        };

    internal ElementChange Truncate(string label) =>
        new() { Operation = ChangeOperation.Truncate, Kind = ElementKind.None, Id = "", Labels = Vocabulary.Labels(label), EffectiveTimeNs = 5 };

    /// <summary>The record of a change.</summary>
    internal byte[] Encode(ElementChange change)
    {
        var buffer = new byte[4096];
        Array.Fill(buffer, (byte)0xEE);
        var written = _encoder.Write(buffer, change);
        written.Should().BePositive();
        buffer.AsSpan(written).ContainsAnyExcept((byte)0xEE).Should().BeFalse("nothing may be written behind the record");
        return buffer[..written];
    }
}
