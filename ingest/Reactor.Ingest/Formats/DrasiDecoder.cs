using System.Text.Json;
using Reactor.Contracts.Changes;

namespace Reactor.Ingest.Formats;

/// <summary>
/// Drasi's source changes: an array, or one object, of <c>{op: i|u|d, payload: {source: {db, lsn, table: node|rel, ts_ns}, before, after}}</c>.
/// An update carries the properties that changed. Subscription control messages are passed over.
/// </summary>
internal sealed class DrasiDecoder(SourceVocabulary vocabulary, FeedSettings settings) : ValueDecoder
{
    private readonly ElementReader _before = new(vocabulary);
    private readonly ElementReader _after = new(vocabulary);
    private ChangeOperation _operation;
    private ElementKind _kind;
    private bool _hasBefore;
    private bool _hasAfter;
    private bool _isControl;
    private long _timeNs;

    public override bool MarksSnapshot => false;

    protected override bool Decode(ref Utf8JsonReader reader, in FeedValue value, DecodedValue result)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return true;
            case JsonTokenType.StartObject:
                return DecodeChange(ref reader, value, result);
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    if (!DecodeChange(ref reader, value, result))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return Fail("expected an array of source changes");
        }
    }

    private bool DecodeChange(ref Utf8JsonReader reader, in FeedValue value, DecodedValue result)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return Fail("a source change is not an object");
        }

        _operation = ChangeOperation.None;
        _kind = ElementKind.None;
        _hasBefore = _hasAfter = _isControl = false;
        _timeNs = value.ArrivalTimeNs;
        string? op = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("op"u8))
            {
                reader.Read();
                op = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("payload"u8))
            {
                reader.Read();
                if (!ReadPayload(ref reader, value))
                {
                    return false;
                }
            }
            else
            {
                reader.Skip();
            }
        }

        return _isControl || Finish(op, value, result);
    }

    private bool Finish(string? op, in FeedValue value, DecodedValue result)
    {
        _operation = op switch
        {
            "i" => ChangeOperation.Insert,
            "u" => ChangeOperation.UpdateMerge,
            "d" => ChangeOperation.Delete,
            _ => ChangeOperation.None,
        };
        if (_operation == ChangeOperation.None)
        {
            return Fail(op is null ? "the change has no \"op\"" : $"unknown op \"{op}\"");
        }

        if (_kind == ElementKind.None)
        {
            return Fail("\"payload.source.table\" is neither node nor rel");
        }

        var isDelete = _operation == ChangeOperation.Delete;
        if (isDelete ? !_hasBefore : !_hasAfter)
        {
            return Fail(isDelete ? "a delete without \"before\"" : "an insert or update without \"after\"");
        }

        var problem = (isDelete ? _before : _after).Build(_operation, _kind, settings.StableLabels, _timeNs, value.Position, out var change);
        if (problem is not null)
        {
            return Fail(problem);
        }

        result.Changes.Add(change!);
        return true;
    }

    private bool ReadPayload(ref Utf8JsonReader reader, in FeedValue value)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return Fail("\"payload\" is not an object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("source"u8))
            {
                reader.Read();
                if (!ReadSource(ref reader))
                {
                    return false;
                }
            }
            else if (reader.ValueTextEquals("after"u8))
            {
                reader.Read();
                if (!ReadElement(ref reader, value, _after, ref _hasAfter))
                {
                    return false;
                }
            }
            else if (reader.ValueTextEquals("before"u8))
            {
                reader.Read();
                if (!ReadElement(ref reader, value, _before, ref _hasBefore))
                {
                    return false;
                }
            }
            else
            {
                reader.Skip();
            }
        }

        return true;
    }

    private bool ReadElement(ref Utf8JsonReader reader, in FeedValue value, ElementReader element, ref bool isPresent)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        isPresent = true;
        return element.Read(ref reader, value.Json) is not { } problem || Fail(problem);
    }

    private bool ReadSource(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return Fail("\"payload.source\" is not an object");
        }

        var isDrasi = false;
        var isSubscription = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("table"u8))
            {
                reader.Read();
                var isText = reader.TokenType == JsonTokenType.String;
                _kind = isText && reader.ValueTextEquals("node"u8) ? ElementKind.Node
                    : isText && reader.ValueTextEquals("rel"u8) ? ElementKind.Relation
                    : ElementKind.None;
                isSubscription = isText && reader.ValueTextEquals("SourceSubscription"u8);
                reader.Skip();
            }
            else if (reader.ValueTextEquals("db"u8))
            {
                reader.Read();
                isDrasi = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("Drasi"u8);
                reader.Skip();
            }
            else if (reader.ValueTextEquals("ts_ns"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.Null && !Timestamps.TryReadCount(ref reader, 1, out _timeNs))
                {
                    return Fail("\"payload.source.ts_ns\" is not a time");
                }
            }
            else
            {
                reader.Skip();
            }
        }

        _isControl = isDrasi && isSubscription;
        return true;
    }
}
