using System.Text.Json;
using Reactor.Contracts.Changes;

namespace Reactor.Ingest.Formats;

/// <summary>
/// The parts of one Debezium change event value, read in one pass and in whatever order they stand. Texts are kept as places in the JSON
/// (without quotes), because most of them are the same from event to event and never become strings. Reused.
/// </summary>
internal sealed class DebeziumEnvelope(SourceVocabulary vocabulary)
{
    private readonly Utf8Cache<int> _names = new();

    /// <summary>The operation's letter; 0 when missing or longer than one.</summary>
    public byte Operation { get; private set; }

    public PropertyBuffer Before { get; private set; } = null!;

    public PropertyBuffer After { get; private set; } = null!;

    public bool HasBefore { get; private set; }

    public bool HasAfter { get; private set; }

    public bool HasSource { get; private set; }

    public Range Schema { get; private set; }

    public Range Database { get; private set; }

    public Range Table { get; private set; }

    /// <summary><c>source.lsn</c>, as written.</summary>
    public Range CommitPosition { get; private set; }

    /// <summary><c>transaction.total_order</c>, as written.</summary>
    public Range TotalOrder { get; private set; }

    /// <summary><c>transaction.id</c>, else <c>source.txId</c>; empty when the event has neither.</summary>
    public Range Transaction { get; private set; }

    /// <summary><c>source.snapshot</c>; empty when missing or false.</summary>
    public Range Snapshot { get; private set; }

    /// <summary>A transaction mark (<c>status</c> BEGIN or END), which has no operation.</summary>
    public bool IsTransactionMark { get; private set; }

    /// <summary>Commit time, else the time the event was made; null when it has neither.</summary>
    public long? TimeNs => _sourceTime ?? _eventTime;

    private long? _sourceTime;
    private long? _eventTime;
    private long _sourceUnit;
    private long _eventUnit;
    private bool _hasTransactionId;

    /// <summary>Reads the object the reader stands on, and leaves the reader on its end.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public string? Read(ref Utf8JsonReader reader)
    {
        Clear();
        return ReadBody(ref reader, mayBeWrapper: true);
    }

    private void Clear()
    {
        Before ??= new PropertyBuffer(vocabulary, _names);
        After ??= new PropertyBuffer(vocabulary, _names);
        Before.Clear();
        After.Clear();
        Operation = 0;
        HasBefore = HasAfter = HasSource = IsTransactionMark = _hasTransactionId = false;
        Schema = Database = Table = CommitPosition = TotalOrder = Transaction = Snapshot = default;
        _sourceTime = _eventTime = null;
        _sourceUnit = _eventUnit = long.MaxValue;
    }

    private string? ReadBody(ref Utf8JsonReader reader, bool mayBeWrapper)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return "expected a Debezium envelope";
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string? problem = null;
            if (reader.ValueTextEquals("after"u8))
            {
                problem = ReadRow(ref reader, After, out var isPresent);
                HasAfter = isPresent;
            }
            else if (reader.ValueTextEquals("before"u8))
            {
                problem = ReadRow(ref reader, Before, out var isPresent);
                HasBefore = isPresent;
            }
            else if (reader.ValueTextEquals("source"u8))
            {
                problem = ReadSource(ref reader);
            }
            else if (reader.ValueTextEquals("op"u8))
            {
                reader.Read();
                Operation = reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length == 1 ? reader.ValueSpan[0] : (byte)0;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("transaction"u8))
            {
                ReadTransaction(ref reader);
            }
            else if (reader.ValueSpan.StartsWith("ts_"u8))
            {
                problem = ReadTime(ref reader, ref _eventTime, ref _eventUnit);
            }
            else if (mayBeWrapper && reader.ValueTextEquals("payload"u8))
            {
                reader.Read();
                problem = reader.TokenType == JsonTokenType.Null ? "the payload is null" : ReadBody(ref reader, mayBeWrapper: false);
            }
            else if (reader.ValueTextEquals("status"u8))
            {
                reader.Read();
                IsTransactionMark = reader.TokenType == JsonTokenType.String
                    && (reader.ValueTextEquals("BEGIN"u8) || reader.ValueTextEquals("END"u8));
                reader.Skip();
            }
            else
            {
                reader.Skip();
            }

            if (problem is not null)
            {
                return problem;
            }
        }

        return null;
    }

    private static string? ReadRow(ref Utf8JsonReader reader, PropertyBuffer row, out bool isPresent)
    {
        reader.Read();
        isPresent = reader.TokenType == JsonTokenType.StartObject;
        if (isPresent)
        {
            row.Read(ref reader);
            return null;
        }

        return reader.TokenType == JsonTokenType.Null ? null : "a row is neither an object nor null";
    }

    // Members are told apart by length first: this object is the longest part of most events.
    private string? ReadSource(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return reader.TokenType == JsonTokenType.Null ? null : "\"source\" is not an object";
        }

        HasSource = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            switch (name.Length)
            {
                case 2 when name.SequenceEqual("db"u8):
                    Database = ReadText(ref reader);
                    continue;
                case 3 when name.SequenceEqual("lsn"u8):
                    CommitPosition = ReadText(ref reader);
                    continue;
                case 4 when name.SequenceEqual("txId"u8):
                    var transaction = ReadText(ref reader);
                    Transaction = _hasTransactionId ? Transaction : transaction;
                    continue;
                case 5 when name.SequenceEqual("table"u8):
                    Table = ReadText(ref reader);
                    continue;
                case 5 when name.StartsWith("ts_"u8):
                    if (ReadTime(ref reader, ref _sourceTime, ref _sourceUnit) is { } problem)
                    {
                        return problem;
                    }

                    continue;
                case 6 when name.SequenceEqual("schema"u8):
                    Schema = ReadText(ref reader);
                    continue;
                case 8 when name.SequenceEqual("snapshot"u8):
                    Snapshot = ReadText(ref reader);
                    continue;
                default:
                    reader.Skip();
                    continue;
            }
        }

        return null;
    }

    private void ReadTransaction(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                var id = ReadText(ref reader);
                if (id.End.Value > id.Start.Value)
                {
                    Transaction = id;
                    _hasTransactionId = true;
                }
            }
            else if (reader.ValueTextEquals("total_order"u8))
            {
                TotalOrder = ReadText(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    // The finest of ts_ms, ts_us and ts_ns counts.
    private static string? ReadTime(ref Utf8JsonReader reader, ref long? time, ref long finestUnit)
    {
        var unit = reader.ValueTextEquals("ts_ns"u8) ? 1
            : reader.ValueTextEquals("ts_us"u8) ? Timestamps.NsPerUs
            : reader.ValueTextEquals("ts_ms"u8) ? Timestamps.NsPerMs
            : long.MaxValue;
        reader.Read();
        if (unit >= finestUnit || reader.TokenType == JsonTokenType.Null)
        {
            reader.Skip();
            return null;
        }

        if (!Timestamps.TryReadCount(ref reader, unit, out var timeNs))
        {
            return "a \"ts_\" member is not a time";
        }

        time = timeNs;
        finestUnit = unit;
        return null;
    }

    // The place of a scalar's text; empty for null, false and what is no scalar.
    private static Range ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return ((int)reader.TokenStartIndex + 1)..((int)reader.BytesConsumed - 1);
            case JsonTokenType.Number or JsonTokenType.True:
                return (int)reader.TokenStartIndex..(int)reader.BytesConsumed;
            default:
                reader.Skip();
                return default;
        }
    }
}
