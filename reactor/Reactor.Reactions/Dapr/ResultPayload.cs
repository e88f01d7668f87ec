using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reactor.Reactions.Dapr;

/// <summary>Finished JSON that travels without an envelope, as <c>application/json</c>.</summary>
[JsonConverter(typeof(Converter))]
internal sealed class ResultPayload(ReadOnlyMemory<byte> json)
{
    /// <summary>The document.</summary>
    public ReadOnlyMemory<byte> Json { get; } = json;

    private sealed class Converter : JsonConverter<ResultPayload>
    {
        public override ResultPayload Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("result payloads are only sent");

        public override void Write(Utf8JsonWriter writer, ResultPayload value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Json.Span, skipInputValidation: true);
    }
}
