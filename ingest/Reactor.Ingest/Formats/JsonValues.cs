using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Reactor.Contracts.Changes;

namespace Reactor.Ingest.Formats;

/// <summary>JSON values as property values.</summary>
internal static class JsonValues
{
    /// <summary>Deepest nesting of a feed value, the envelope included; also bounds recursion here.</summary>
    public const int MaxDepth = 64;

    private static readonly SearchValues<byte> FloatMarks = SearchValues.Create(".eE"u8);

    public static JsonReaderOptions ReaderOptions => new() { MaxDepth = MaxDepth };

    /// <summary>Reads the value the reader stands on, and leaves the reader on its last token.</summary>
    /// <remarks>A number with a fraction or exponent is a float (1.0 is not 1); an integer beyond 64 bits becomes the nearest float.</remarks>
    /// <exception cref="JsonException">The value is malformed or too deep.</exception>
    public static PropertyValue Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return ReadNumber(ref reader);
            case JsonTokenType.String:
                return PropertyValue.FromText(reader.GetString()!);
            case JsonTokenType.True:
                return PropertyValue.FromBoolean(true);
            case JsonTokenType.False:
                return PropertyValue.FromBoolean(false);
            case JsonTokenType.StartArray:
                return ReadList(ref reader);
            case JsonTokenType.StartObject:
                return ReadMap(ref reader);
            default:
                return PropertyValue.Null;
        }
    }

    private static PropertyValue ReadNumber(ref Utf8JsonReader reader) =>
        !reader.ValueSpan.ContainsAny(FloatMarks) && reader.TryGetInt64(out var integer)
            ? PropertyValue.FromInteger(integer)
            : PropertyValue.FromFloat(reader.GetDouble());

    private static PropertyValue ReadList(ref Utf8JsonReader reader)
    {
        var items = ImmutableArray.CreateBuilder<PropertyValue>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(Read(ref reader));
        }

        return PropertyValue.FromList(items.DrainToImmutable());
    }

    private static PropertyValue ReadMap(ref Utf8JsonReader reader)
    {
        var entries = new List<KeyValuePair<string, PropertyValue>>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            entries.Add(new(name, Read(ref reader)));
        }

        return PropertyValue.FromMap(entries);
    }
}
