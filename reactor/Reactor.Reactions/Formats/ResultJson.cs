using System.Text.Encodings.Web;
using System.Text.Json;
using Reactor.Contracts.Results;

namespace Reactor.Reactions.Formats;

/// <summary>Writes results in Drasi's two JSON formats, with the sequence number set in both and <c>groupingKeys</c> spelled as Drasi's SDK reads it.</summary>
internal static class ResultJson
{
    /// <summary>Options every writer must have: letters of all languages stay as they are, and what is written here is known to be well-formed.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes a whole diff: <c>{"kind":"change",...}</c>.</summary>
    /// <param name="writer">Where.</param>
    /// <param name="columns">The query's columns.</param>
    /// <param name="delivery">The delivery.</param>
    /// <param name="diff">Index of the diff in it.</param>
    public static void WritePackedChange(Utf8JsonWriter writer, ResultColumns columns, QueryDelivery delivery, int diff)
    {
        var entry = delivery.Results.Diffs[diff];
        BeginPacked(writer, columns, delivery, "change"u8, diff, entry.ClockNs / 1_000_000);
        writer.WriteStartArray("addedResults"u8);
        foreach (var row in delivery.Results.Rows(entry))
        {
            if (row.Change == RowChange.Added)
            {
                columns.WriteRow(writer, row.AfterImage);
            }
        }

        writer.WriteEndArray();
        writer.WriteStartArray("updatedResults"u8);
        foreach (var row in delivery.Results.Rows(entry))
        {
            if (row.Change == RowChange.Updated)
            {
                WriteUpdate(writer, columns, row);
            }
        }

        writer.WriteEndArray();
        writer.WriteStartArray("deletedResults"u8);
        foreach (var row in delivery.Results.Rows(entry))
        {
            if (row.Change == RowChange.Deleted)
            {
                columns.WriteRow(writer, row.BeforeImage);
            }
        }

        writer.WriteEndArray();
        writer.WriteStartObject("metadata"u8);
        writer.WriteNumber("epoch"u8, delivery.Epoch);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes a control signal: <c>{"kind":"control",...}</c>.</summary>
    public static void WritePackedSignal(Utf8JsonWriter writer, ResultColumns columns, QueryDelivery delivery)
    {
        BeginPacked(writer, columns, delivery, "control"u8, 0, 0);
        writer.WriteNull("metadata"u8);
        writer.WriteStartObject("controlSignal"u8);
        writer.WriteString("kind"u8, NameOf(delivery.Signal));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes one row: <c>{"op":"i|u|d",...}</c>.</summary>
    /// <param name="writer">Where.</param>
    /// <param name="columns">The query's columns.</param>
    /// <param name="row">The row.</param>
    /// <param name="sequence">Sequence number of its diff.</param>
    /// <param name="sourceTimeMs">The query's clock after the unit, milliseconds since the Unix epoch.</param>
    /// <param name="publishTimeMs">Now, milliseconds since the Unix epoch.</param>
    public static void WriteUnpackedRow(Utf8JsonWriter writer, ResultColumns columns, in RowView row, long sequence, long sourceTimeMs, long publishTimeMs)
    {
        var operation = row.Change switch
        {
            RowChange.Added => "i"u8,
            RowChange.Updated => "u"u8,
            _ => "d"u8,
        };
        BeginUnpacked(writer, columns, operation, sequence, sourceTimeMs, publishTimeMs);
        if (row.Change != RowChange.Added)
        {
            writer.WritePropertyName("before"u8);
            columns.WriteRow(writer, row.BeforeImage);
        }

        if (row.Change != RowChange.Deleted)
        {
            writer.WritePropertyName("after"u8);
            columns.WriteRow(writer, row.AfterImage);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes a control signal: <c>{"op":"x",...}</c>.</summary>
    public static void WriteUnpackedSignal(Utf8JsonWriter writer, ResultColumns columns, QueryDelivery delivery, long publishTimeMs)
    {
        BeginUnpacked(writer, columns, "x"u8, delivery.FirstSequence, 0, publishTimeMs);
        writer.WriteString("kind"u8, NameOf(delivery.Signal));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>A signal's name in both formats.</summary>
    public static string NameOf(ResultSignal signal) => signal switch
    {
        ResultSignal.BootstrapStarted => "bootstrapStarted",
        ResultSignal.BootstrapCompleted => "bootstrapCompleted",
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "not a signal"),
    };

    private static void BeginPacked(Utf8JsonWriter writer, ResultColumns columns, QueryDelivery delivery, ReadOnlySpan<byte> kind, int diff, long sourceTimeMs)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, kind);
        writer.WriteString("queryId"u8, columns.QueryId);
        writer.WriteNumber("sequence"u8, delivery.FirstSequence + diff);
        writer.WriteNumber("sourceTimeMs"u8, sourceTimeMs);
    }

    private static void WriteUpdate(Utf8JsonWriter writer, ResultColumns columns, in RowView row)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("before"u8);
        columns.WriteRow(writer, row.BeforeImage);
        writer.WritePropertyName("after"u8);
        columns.WriteRow(writer, row.AfterImage);
        writer.WritePropertyName("groupingKeys"u8);
        columns.WriteGroupingKeys(writer);
        writer.WriteEndObject();
    }

    // Leaves the object "payload" open, with its source written.
    private static void BeginUnpacked(
        Utf8JsonWriter writer, ResultColumns columns, ReadOnlySpan<byte> operation, long sequence, long sourceTimeMs, long publishTimeMs)
    {
        writer.WriteStartObject();
        writer.WriteString("op"u8, operation);
        writer.WriteNumber("ts_ms"u8, publishTimeMs);
        writer.WriteNumber("seq"u8, sequence);
        writer.WriteStartObject("payload"u8);
        writer.WriteStartObject("source"u8);
        writer.WriteString("queryId"u8, columns.QueryId);
        writer.WriteNumber("ts_ms"u8, sourceTimeMs);
        writer.WriteEndObject();
    }
}
