using System.Text.Json;
using System.Text.Json.Serialization;
using Dapr;

namespace Reactor.Reactions.Dapr;

/// <summary>
/// A finished CloudEvents JSON envelope. The client decides by type what it sends: a <see cref="CloudEvent"/> goes out as
/// <c>application/cloudevents+json</c>, and its serialisation is ours, byte for byte.
/// </summary>
[JsonConverter(typeof(Converter))]
internal sealed class ResultEvent(ReadOnlyMemory<byte> json) : CloudEvent
{
    /// <summary>The envelope.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> Json { get; } = json;

    private sealed class Converter : JsonConverter<ResultEvent>
    {
        public override ResultEvent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("result events are only sent");

        public override void Write(Utf8JsonWriter writer, ResultEvent value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Json.Span, skipInputValidation: true);
    }
}
