using System.Text.Json;
using Reactor.Contracts.Changes;

namespace Reactor.Ingest.Formats;

/// <summary>
/// Reads an element object: <c>id</c>; <c>labels</c>, or <c>type</c> of a relation; <c>from</c>/<c>startId</c> and <c>to</c>/<c>endId</c> of a
/// relation; <c>properties</c>. Reused.
/// </summary>
internal sealed class ElementReader(SourceVocabulary vocabulary)
{
    private readonly PropertyBuffer _properties = new(vocabulary, new Utf8Cache<int>());
    private readonly Utf8Cache<LabelSet> _labelSets = new();
    private readonly List<string> _names = [];
    private string? _id;
    private LabelSet? _labels;
    private LabelSet? _unlabelled;
    private string? _start;
    private string? _end;
    private string? _unknown;

    /// <summary>Name of a member that no element has; null when there is none.</summary>
    public string? UnknownMember => _unknown;

    /// <summary>Reads the object the reader stands on, and leaves the reader on its end.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public string? Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        _id = _start = _end = _unknown = null;
        _labels = null;
        _properties.Clear();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return "the element is not an object";
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("properties"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    _properties.Read(ref reader);
                }
                else if (reader.TokenType != JsonTokenType.Null)
                {
                    return "\"properties\" is not an object";
                }
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                if (!TryReadId(ref reader, out _id))
                {
                    return "\"id\" is not a text, a number or a list of these";
                }
            }
            else if (reader.ValueTextEquals("labels"u8) || reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                if (!TryReadLabels(ref reader, json))
                {
                    return "\"labels\" is not a list of texts";
                }
            }
            else if (reader.ValueTextEquals("from"u8) || reader.ValueTextEquals("startId"u8))
            {
                if (!TryReadId(ref reader, out _start))
                {
                    return "the id of the start node is not a text, a number or a list of these";
                }
            }
            else if (reader.ValueTextEquals("to"u8) || reader.ValueTextEquals("endId"u8))
            {
                if (!TryReadId(ref reader, out _end))
                {
                    return "the id of the end node is not a text, a number or a list of these";
                }
            }
            else
            {
                _unknown ??= reader.GetString();
                reader.Skip();
            }
        }

        return null;
    }

    /// <summary>The element that was read, as a change.</summary>
    /// <param name="operation">Not truncate.</param>
    /// <param name="kind">Node or relation.</param>
    /// <param name="stableLabels">Whether an element never changes its labels.</param>
    /// <param name="timeNs">Effective time.</param>
    /// <param name="position">Place in the feed.</param>
    /// <param name="change">The change.</param>
    /// <returns>What is missing; null when nothing is.</returns>
    public string? Build(
        ChangeOperation operation, ElementKind kind, bool stableLabels, long timeNs, SourcePosition position, out ElementChange? change)
    {
        change = null;
        if (_id is null)
        {
            return "the element has no \"id\"";
        }

        var appears = operation is ChangeOperation.Insert or ChangeOperation.UpdateReplace;
        if (kind == ElementKind.Relation)
        {
            if (_labels is { Names.Count: not 1 } || (_labels is null && appears))
            {
                return "a relation has exactly one type";
            }

            if (operation == ChangeOperation.Insert && (_start is null || _end is null))
            {
                return "a relation needs both end nodes";
            }
        }

        change = new ElementChange
        {
            Operation = operation,
            Kind = kind,
            Id = _id,
            Labels = _labels ?? (appears ? _unlabelled ??= vocabulary.Labels() : null),
            LabelsMayHaveChanged = !stableLabels,
            StartId = kind == ElementKind.Relation ? _start : null,
            EndId = kind == ElementKind.Relation ? _end : null,
            Properties = operation == ChangeOperation.Delete ? default : _properties.ToArray(),
            EffectiveTimeNs = timeNs,
            Position = position,
        };
        return null;
    }

    private static bool TryReadId(ref Utf8JsonReader reader, out string? id)
    {
        reader.Read();
        id = null;
        if (reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return TryReadScalar(ref reader, out id);
        }

        var parts = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!TryReadScalar(ref reader, out var part))
            {
                return false;
            }

            parts.Add(part!);
        }

        id = parts.Count == 0 ? null : ElementIds.Join(parts);
        return id is not null;
    }

    private static bool TryReadScalar(ref Utf8JsonReader reader, out string? text)
    {
        text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
            _ => null,
        };
        return text is not null;
    }

    // Equal label lists are usually written equally: their text is the key under which the set is found again.
    private bool TryReadLabels(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        LabelSet? known;
        _names.Clear();
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return true;
            case JsonTokenType.String:
                var type = json[start..(int)reader.BytesConsumed];
                _labels = _labelSets.TryGet(type, out known) ? known : _labelSets.Add(type, vocabulary.Labels(reader.GetString()!));
                return true;
            case JsonTokenType.StartArray:
                break;
            default:
                return false;
        }

        // Look ahead with a copy of the reader, so that known lists cost no strings.
        var ahead = reader;
        ahead.Skip();
        var list = json[start..(int)ahead.BytesConsumed];
        if (_labelSets.TryGet(list, out known))
        {
            reader = ahead;
            _labels = known;
            return true;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                return false;
            }

            _names.Add(reader.GetString()!);
        }

        _labels = _labelSets.Add(list, vocabulary.Labels(_names));
        return true;
    }
}
