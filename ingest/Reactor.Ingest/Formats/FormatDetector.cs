using System.Text.Json;

namespace Reactor.Ingest.Formats;

/// <summary>Tells the format of a feed from one value.</summary>
internal static class FormatDetector
{
    /// <summary>The format of a value; <see cref="FeedFormat.Auto"/> when the value does not tell.</summary>
    public static FeedFormat Detect(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, JsonValues.ReaderOptions);
            reader.Read();
            return reader.TokenType switch
            {
                JsonTokenType.StartArray => FeedFormat.Drasi,
                JsonTokenType.StartObject => DetectObject(ref reader),
                _ => FeedFormat.Auto,
            };
        }
        catch (JsonException)
        {
            return FeedFormat.Auto;
        }
    }

    private static FeedFormat DetectObject(ref Utf8JsonReader reader)
    {
        var hasOperation = false;
        var payload = Payload.None;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("source"u8) || reader.ValueTextEquals("after"u8) || reader.ValueTextEquals("before"u8))
            {
                return FeedFormat.Debezium;
            }

            if (reader.ValueTextEquals("node"u8) || reader.ValueTextEquals("relation"u8) || reader.ValueTextEquals("label"u8))
            {
                return FeedFormat.Plain;
            }

            if (reader.ValueTextEquals("transaction"u8))
            {
                reader.Read();
                if (reader.TokenType is JsonTokenType.StartArray)
                {
                    return FeedFormat.Plain;
                }

                reader.Skip();
            }
            else if (reader.ValueTextEquals("payload"u8))
            {
                payload = PayloadOf(ref reader);
            }
            else
            {
                hasOperation |= reader.ValueTextEquals("op"u8);
                reader.Skip();
            }
        }

        return payload switch
        {
            Payload.Envelope => FeedFormat.Debezium,
            Payload.Change when hasOperation => FeedFormat.Drasi,
            _ => FeedFormat.Auto,
        };
    }

    // Debezium has the operation inside the payload, Drasi beside it.
    private static Payload PayloadOf(ref Utf8JsonReader reader)
    {
        var found = Payload.None;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return found;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("op"u8))
            {
                found = Payload.Envelope;
            }
            else if (reader.ValueTextEquals("source"u8) && found == Payload.None)
            {
                found = Payload.Change;
            }

            reader.Skip();
        }

        return found;
    }

    private enum Payload
    {
        None,
        Envelope,
        Change,
    }
}
