using System.Text.Json;
using Reactor.Contracts.Changes;

namespace Reactor.Ingest.Formats;

/// <summary>
/// Reactor's plain form: <c>{op: insert|update|replace|delete, node|relation: {...}}</c>, <c>{op: truncate, label}</c>, each with an optional
/// <c>at</c> and <c>transaction</c>; or <c>{transaction: [change, ...]}</c>, a unit. Unknown members are mistakes.
/// </summary>
internal sealed class PlainDecoder(SourceVocabulary vocabulary, FeedSettings settings) : ValueDecoder
{
    private readonly ElementReader _element = new(vocabulary);
    private long _unitTimeNs;

    public override bool MarksSnapshot => false;

    protected override bool Decode(ref Utf8JsonReader reader, in FeedValue value, DecodedValue result)
    {
        _unitTimeNs = value.ArrivalTimeNs;
        return reader.TokenType == JsonTokenType.Null || DecodeChange(ref reader, value, result, isNested: false);
    }

    private bool DecodeChange(ref Utf8JsonReader reader, in FeedValue value, DecodedValue result, bool isNested)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return Fail("expected an object with \"op\"");
        }

        string? op = null;
        string? label = null;
        var kind = ElementKind.None;
        var isUnit = false;
        var timeNs = _unitTimeNs;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("op"u8) || reader.ValueTextEquals("label"u8))
            {
                var isOp = reader.ValueTextEquals("op"u8);
                reader.Read();
                if (reader.TokenType != JsonTokenType.String)
                {
                    return Fail($"\"{(isOp ? "op" : "label")}\" is not a text");
                }

                (op, label) = isOp ? (reader.GetString(), label) : (op, reader.GetString());
            }
            else if (reader.ValueTextEquals("node"u8) || reader.ValueTextEquals("relation"u8))
            {
                if (kind != ElementKind.None)
                {
                    return Fail("a change has one \"node\" or one \"relation\"");
                }

                kind = reader.ValueTextEquals("node"u8) ? ElementKind.Node : ElementKind.Relation;
                reader.Read();
                var problem = _element.Read(ref reader, value.Json)
                    ?? (_element.UnknownMember is { } unknown ? $"unknown member \"{unknown}\" in the element" : null);
                if (problem is not null)
                {
                    return Fail(problem);
                }
            }
            else if (reader.ValueTextEquals("at"u8))
            {
                reader.Read();
                if (!Timestamps.TryReadIsoOrMs(ref reader, out timeNs))
                {
                    return Fail("\"at\" is neither milliseconds since 1970 nor an ISO 8601 time");
                }
            }
            else if (reader.ValueTextEquals("transaction"u8))
            {
                reader.Read();
                if (isNested)
                {
                    return Fail("a transaction inside a transaction");
                }

                isUnit = reader.TokenType == JsonTokenType.StartArray;

                // A time in front of the array is the default of what is in it.
                _unitTimeNs = timeNs;
                if (!(isUnit ? DecodeUnit(ref reader, value, result) : ReadTransactionId(ref reader, result)))
                {
                    return false;
                }
            }
            else
            {
                return Fail($"unknown member \"{reader.GetString()}\"");
            }
        }

        return isUnit
            ? (op is null && kind == ElementKind.None) || Fail("a change beside the changes of a transaction")
            : Finish(op, kind, label, timeNs, value, result);
    }

    private bool DecodeUnit(ref Utf8JsonReader reader, in FeedValue value, DecodedValue result)
    {
        result.Scope = UnitScope.WholeValue;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!DecodeChange(ref reader, value, result, isNested: true))
            {
                return false;
            }
        }

        return true;
    }

    private bool ReadTransactionId(ref Utf8JsonReader reader, DecodedValue result)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
        {
            return reader.TokenType == JsonTokenType.Null || Fail("\"transaction\" is neither an id nor a list of changes");
        }

        result.SetTransaction(reader.ValueSpan);
        return true;
    }

    private bool Finish(string? op, ElementKind kind, string? label, long timeNs, in FeedValue value, DecodedValue result)
    {
        var operation = op switch
        {
            "insert" => ChangeOperation.Insert,
            "update" => ChangeOperation.UpdateMerge,
            "replace" => ChangeOperation.UpdateReplace,
            "delete" => ChangeOperation.Delete,
            "truncate" => ChangeOperation.Truncate,
            _ => ChangeOperation.None,
        };
        if (operation == ChangeOperation.None)
        {
            return Fail(op is null ? "the change has no \"op\"" : $"unknown op \"{op}\"");
        }

        if ((operation == ChangeOperation.Truncate) != (kind == ElementKind.None) || (operation == ChangeOperation.Truncate) != (label is not null))
        {
            return Fail(operation == ChangeOperation.Truncate
                ? "a truncate has a \"label\" and nothing else"
                : "the change has neither \"node\" nor \"relation\", or a \"label\" beside it");
        }

        if (label is not null)
        {
            result.Changes.Add(new ElementChange
            {
                Operation = operation,
                Kind = ElementKind.None,
                Id = "",
                Labels = vocabulary.Labels(label),
                EffectiveTimeNs = timeNs,
                Position = value.Position,
            });
            return true;
        }

        var problem = _element.Build(operation, kind, settings.StableLabels, timeNs, value.Position, out var change);
        if (problem is not null)
        {
            return Fail(problem);
        }

        result.Changes.Add(change!);
        return true;
    }
}
