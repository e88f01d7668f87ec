using System.Text.Json;

namespace Reactor.Testing.Dapr;

/// <summary>An event as a <see cref="DaprStandIn"/> got it.</summary>
/// <param name="Pubsub">Name of the pub/sub component.</param>
/// <param name="Topic">Topic.</param>
/// <param name="ContentType">Content type.</param>
/// <param name="Bytes">Content.</param>
/// <param name="Metadata">Metadata of the event.</param>
/// <param name="IsBulk">Whether it came in a bulk.</param>
public sealed record PublishedEvent(
    string Pubsub, string Topic, string ContentType, ReadOnlyMemory<byte> Bytes, IReadOnlyDictionary<string, string> Metadata, bool IsBulk)
{
    private JsonElement? _json;

    /// <summary>The content as JSON; parsed when first asked for, so that many events can be published quickly.</summary>
    public JsonElement Json => _json ??= JsonDocument.Parse(Bytes).RootElement;

    /// <summary>The CloudEvents id, or null without an envelope.</summary>
    public string? Id => ContentType == "application/cloudevents+json" ? Json.GetProperty("id").GetString() : null;

    /// <summary>The CloudEvents data, or the whole content without an envelope.</summary>
    public JsonElement Data => Id is null ? Json : Json.GetProperty("data");
}
