using System.Text.Json;

namespace Reactor.Ingest.Formats;

/// <summary>The key of a Debezium message: <c>{column: value, ...}</c>, with or without <c>{schema, payload}</c> around it.</summary>
internal static class MessageKey
{
    /// <summary>Names of the key columns in their order; empty when the key is missing or is not written so.</summary>
    public static IReadOnlyList<string> Columns(ReadOnlySpan<byte> key)
    {
        if (key.IsEmpty)
        {
            return [];
        }

        try
        {
            var reader = new Utf8JsonReader(key, JsonValues.ReaderOptions);
            return Members(ref reader);
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static List<string> Members(ref Utf8JsonReader reader)
    {
        var names = new List<string>();
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return names;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (name == "payload" && names is [] or ["schema"])
            {
                var ahead = reader;
                if (ahead.Read() && ahead.TokenType == JsonTokenType.StartObject)
                {
                    return Members(ref reader);
                }
            }

            names.Add(name);
            reader.Skip();
        }

        return names;
    }
}
