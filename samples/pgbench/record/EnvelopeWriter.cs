using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace PgbenchRecorder;

/// <summary>
/// Writes changes as Debezium envelopes without schema, one JSON object per line, gzip-compressed.
/// See https://debezium.io/documentation/reference/stable/connectors/postgresql.html#postgresql-events.
/// </summary>
internal sealed class EnvelopeWriter : IAsyncDisposable
{
    // OIDs from pg_type.dat.
    private const uint Int8 = 20;
    private const uint Int2 = 21;
    private const uint Int4 = 23;
    private const uint Text = 25;
    private const uint TimestampWithoutTimeZone = 1114;

    private readonly ArrayBufferWriter<byte> _line = new(1024);
    private readonly string _database;
    private readonly Utf8JsonWriter _json;
    private readonly GZipStream _output;

    /// <summary>Creates or overwrites <paramref name="path"/>.</summary>
    internal EnvelopeWriter(string path, string database)
    {
        _database = database;
        _json = new Utf8JsonWriter(_line);
        _output = new GZipStream(File.Create(path), CompressionLevel.SmallestSize);
    }

    /// <summary>Appends one line; its outer ts_* fields are the time of this call.</summary>
    internal void Write(ChangeEvent change)
    {
        _line.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        // REPLICA IDENTITY DEFAULT logs no old row unless the key changes.
        _json.WriteNull("before");
        WriteRow(change);
        WriteSource(change);
        WriteTransaction(change);
        _json.WriteString("op", [change.Operation]);
        WriteTime(DateTime.UtcNow);
        _json.WriteEndObject();
        _json.Flush();
        _line.Write("\n"u8);
        _output.Write(_line.WrittenSpan);
    }

    public async ValueTask DisposeAsync()
    {
        await _json.DisposeAsync();
        await _output.DisposeAsync();
    }

    private void WriteRow(ChangeEvent change)
    {
        _json.WriteStartObject("after");
        for (var i = 0; i < change.Row.Count; i++)
        {
            WriteColumn(change.Table.Columns[i], change.Row[i]);
        }

        _json.WriteEndObject();
    }

    private void WriteColumn(ReplicatedColumn column, string? text)
    {
        _json.WritePropertyName(column.Name);
        switch (column.TypeId)
        {
            case var _ when text is null:
                _json.WriteNullValue();
                break;
            case Int2 or Int4 or Int8:
                _json.WriteNumberValue(long.Parse(text, CultureInfo.InvariantCulture));
                break;
            case Text:
                _json.WriteStringValue(text);
                break;
            case TimestampWithoutTimeZone:
                // io.debezium.time.MicroTimestamp: the wall-clock time read as if it were UTC.
                var time = DateTime.ParseExact(text, "yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
                _json.WriteNumberValue(MicrosecondsSinceEpoch(time));
                break;
            default:
                throw new NotSupportedException($"Column {column.Name} has type OID {column.TypeId}, for which there is no JSON form.");
        }
    }

    private void WriteSource(ChangeEvent change)
    {
        _json.WriteStartObject("source");
        _json.WriteString("connector", "postgresql");
        _json.WriteString("name", "pgbench");
        _json.WriteString("snapshot", change.Snapshot);
        _json.WriteString("db", _database);
        _json.WriteString("schema", change.Table.Schema);
        _json.WriteString("table", change.Table.Name);
        _json.WriteNumber("txId", change.TransactionId);
        _json.WriteNumber("lsn", (ulong)change.Lsn);
        WriteTime(change.Time);
        _json.WriteEndObject();
    }

    private void WriteTransaction(ChangeEvent change)
    {
        if (change.Order is not { } order)
        {
            _json.WriteNull("transaction");
            return;
        }

        _json.WriteStartObject("transaction");
        _json.WriteString("id", $"{change.TransactionId}:{(ulong)change.Lsn}");
        _json.WriteNumber("total_order", order.InTransaction);
        _json.WriteNumber("data_collection_order", order.InTable);
        _json.WriteEndObject();
    }

    private void WriteTime(DateTime time)
    {
        var microseconds = MicrosecondsSinceEpoch(time);
        _json.WriteNumber("ts_ms", microseconds / 1000);
        _json.WriteNumber("ts_us", microseconds);
        _json.WriteNumber("ts_ns", microseconds * 1000);
    }

    private static long MicrosecondsSinceEpoch(DateTime time) => (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
