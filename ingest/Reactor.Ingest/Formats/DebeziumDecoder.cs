using System.Text;
using System.Text.Json;
using Reactor.Contracts.Changes;

namespace Reactor.Ingest.Formats;

/// <summary>
/// Debezium change event values, with or without <c>{schema, payload}</c> around them. A row is a node labelled with its table; its id is
/// <c>schema:table:key</c>. Snapshot rows (<c>r</c>) are initial state; changes with one transaction id are a unit.
/// </summary>
internal sealed class DebeziumDecoder(SourceVocabulary vocabulary, FeedSettings settings) : ValueDecoder
{
    private static readonly string[] DefaultKey = ["id"];

    private readonly DebeziumEnvelope _envelope = new(vocabulary);
    private readonly Utf8Cache<DebeziumTable> _tables = new();
    private byte[] _tableKey = new byte[256];

    public override bool MarksSnapshot => true;

    protected override bool Decode(ref Utf8JsonReader reader, in FeedValue value, DecodedValue result)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        if (_envelope.Read(ref reader) is { } problem)
        {
            return Fail(problem);
        }

        if (_envelope.Operation == 0)
        {
            return _envelope.IsTransactionMark || Fail("the event has no \"op\" of one letter");
        }

        if (_envelope.Operation == 'm')
        {
            return true;
        }

        var table = _envelope.Table;
        if (table.End.Value <= table.Start.Value)
        {
            return Fail("the event has no \"source.table\"");
        }

        SetScope(value.Json, result);
        return DecodeRow(Table(value), value, result);
    }

    private static bool IsEmpty(Range text) => text.End.Value <= text.Start.Value;

    private static string Text(ReadOnlySpan<byte> json, Range text) =>
        IsEmpty(text) ? "" : JsonTexts.Unescape(json[text]);

    private void SetScope(ReadOnlySpan<byte> json, DecodedValue result)
    {
        var snapshot = json[_envelope.Snapshot];
        if (_envelope.Operation == 'r' && !snapshot.SequenceEqual("incremental"u8))
        {
            result.IsSnapshot = true;
            result.EndsSnapshot = snapshot.SequenceEqual("last"u8);
        }
        else if (!IsEmpty(_envelope.Transaction))
        {
            result.SetTransaction(json[_envelope.Transaction]);
        }
        else
        {
            result.Scope = UnitScope.WholeValue;
        }
    }

    private bool DecodeRow(DebeziumTable table, in FeedValue value, DecodedValue result)
    {
        switch ((char)_envelope.Operation)
        {
            case 'c' or 'r':
                return _envelope.HasAfter
                    ? AddAfter(table, ChangeOperation.Insert, value, result)
                    : Fail("an insert without \"after\"");
            case 'u':
                return _envelope.HasAfter ? DecodeUpdate(table, value, result) : Fail("an update without \"after\"");
            case 'd':
                return _envelope.HasBefore ? AddBefore(table, value, result) : Fail("a delete without \"before\"");
            case 't':
                result.Changes.Add(Change(ChangeOperation.Truncate, table, "", default, value));
                return true;
            default:
                return Fail($"unknown op \"{(char)_envelope.Operation}\"");
        }
    }

    private bool DecodeUpdate(DebeziumTable table, in FeedValue value, DecodedValue result)
    {
        if (table.IsAppendOnly)
        {
            return Fail($"an update of table {table.Name}, which is append-only");
        }

        CompleteAfter();
        if (!TryGetKey(table, _envelope.After, value, out var id))
        {
            return false;
        }

        // The old row's key is there when the key changed or the table logs whole old rows.
        if (_envelope.HasBefore && HasKey(table, _envelope.Before))
        {
            if (!TryGetKey(table, _envelope.Before, value, out var oldId))
            {
                return false;
            }

            if (!string.Equals(oldId, id, StringComparison.Ordinal))
            {
                result.Changes.Add(Change(ChangeOperation.Delete, table, oldId, default, value));
                result.Changes.Add(Change(ChangeOperation.Insert, table, id, AvailableAfter(out _), value));
                return true;
            }
        }

        var properties = AvailableAfter(out var isComplete);
        result.Changes.Add(Change(isComplete ? ChangeOperation.UpdateReplace : ChangeOperation.UpdateMerge, table, id, properties, value));
        return true;
    }

    private bool AddAfter(DebeziumTable table, ChangeOperation operation, in FeedValue value, DecodedValue result)
    {
        if (!(table.IsAppendOnly ? TryGetAppendId(table, value, out var id) : TryGetKey(table, _envelope.After, value, out id)))
        {
            return false;
        }

        result.Changes.Add(Change(operation, table, id, AvailableAfter(out _), value));
        return true;
    }

    private bool AddBefore(DebeziumTable table, in FeedValue value, DecodedValue result)
    {
        if (table.IsAppendOnly)
        {
            return Fail($"a delete from table {table.Name}, which is append-only");
        }

        if (!TryGetKey(table, _envelope.Before, value, out var id))
        {
            return false;
        }

        result.Changes.Add(Change(ChangeOperation.Delete, table, id, default, value));
        return true;
    }

    private ElementChange Change(ChangeOperation operation, DebeziumTable table, string id, Property[]? properties, in FeedValue value) => new()
    {
        Operation = operation,
        Kind = operation == ChangeOperation.Truncate ? ElementKind.None : ElementKind.Node,
        Id = id,
        Labels = table.Labels,
        LabelsMayHaveChanged = false,
        Properties = properties,
        EffectiveTimeNs = _envelope.TimeNs ?? value.ArrivalTimeNs,
        Position = value.Position,
    };

    // A column whose unchanged value the database did not log has it in a whole old row, if there is one.
    private void CompleteAfter()
    {
        var after = _envelope.After;
        for (var index = 0; _envelope.HasBefore && index < after.Count; index++)
        {
            if (UnavailableValue.Is(after[index].Value))
            {
                var old = _envelope.Before.IndexOf(after[index].Name);
                after[index] = old < 0 ? after[index] : _envelope.Before[old];
            }
        }
    }

    private Property[] AvailableAfter(out bool isComplete)
    {
        var after = _envelope.After;
        isComplete = true;
        for (var index = 0; isComplete && index < after.Count; index++)
        {
            isComplete = !UnavailableValue.Is(after[index].Value);
        }

        return isComplete ? after.ToArray() : Array.FindAll(after.ToArray(), property => !UnavailableValue.Is(property.Value));
    }

    private DebeziumTable Table(in FeedValue value)
    {
        var space = value.Json[IsEmpty(_envelope.Schema) ? _envelope.Database : _envelope.Schema];
        var table = value.Json[_envelope.Table];
        var length = space.Length + 1 + table.Length;
        if (length > _tableKey.Length)
        {
            _tableKey = new byte[length * 2];
        }

        space.CopyTo(_tableKey);
        _tableKey[space.Length] = 0;
        table.CopyTo(_tableKey.AsSpan(space.Length + 1));
        var key = _tableKey.AsSpan(0, length);
        return _tables.TryGet(key, out var known) ? known : _tables.Add(key, DescribeTable(value));
    }

    private DebeziumTable DescribeTable(in FeedValue value)
    {
        var name = Text(value.Json, _envelope.Table);
        var space = Text(value.Json, IsEmpty(_envelope.Schema) ? _envelope.Database : _envelope.Schema);
        IReadOnlyList<string> columns = settings.AppendOnly.Contains(name) ? []
            : settings.Keys.TryGetValue(name, out var configured) ? configured
            : MessageKey.Columns(value.Key) is { Count: > 0 } fromKey ? fromKey
            : DefaultKey;
        return new DebeziumTable(
            name, ElementIds.TablePrefix(space, name), vocabulary.Labels(name), [.. columns.Select(vocabulary.PropertyNumber)]);
    }

    private static bool HasKey(DebeziumTable table, PropertyBuffer row)
    {
        foreach (var column in table.KeyColumns)
        {
            var index = row.IndexOf(column);
            if (index < 0 || row[index].Value.Kind == PropertyValueKind.Null)
            {
                return false;
            }
        }

        return true;
    }

    private bool TryGetKey(DebeziumTable table, PropertyBuffer row, in FeedValue value, out string id)
    {
        id = "";
        if (table.KeyColumns is [var only])
        {
            return TryFindColumn(table, row, only, out var index) && TryGetPart(table, row, index, value.Json, table.IdPrefix, out id);
        }

        var parts = new string[table.KeyColumns.Length];
        for (var part = 0; part < parts.Length; part++)
        {
            if (!TryFindColumn(table, row, table.KeyColumns[part], out var index)
                || !TryGetPart(table, row, index, value.Json, "", out parts[part]))
            {
                return false;
            }
        }

        id = table.IdPrefix + ElementIds.Join(parts);
        return true;
    }

    private bool TryFindColumn(DebeziumTable table, PropertyBuffer row, int column, out int index)
    {
        index = row.IndexOf(column);
        return index >= 0
            || Fail($"a row of table {table.Name} has no key column \"{vocabulary.PropertyName(column)}\"; name its key under \"keys\"");
    }

    private bool TryGetPart(DebeziumTable table, PropertyBuffer row, int index, ReadOnlySpan<byte> json, string prefix, out string part)
    {
        ref readonly var property = ref row[index];
        switch (property.Value.Kind)
        {
            case PropertyValueKind.Text when !UnavailableValue.Is(property.Value):
                part = prefix + property.Value.Text;
                return true;
            case PropertyValueKind.Integer or PropertyValueKind.Float or PropertyValueKind.Boolean:
                // The text as it is written: 18446744073709551615 has no other exact form here.
                part = JsonTexts.Concat(prefix, json[row.Token(index)]);
                return true;
            default:
                part = "";
                return Fail($"key column \"{vocabulary.PropertyName(property.Name)}\" of table {table.Name} is not a scalar");
        }
    }

    private bool TryGetAppendId(DebeziumTable table, in FeedValue value, out string id)
    {
        if (_envelope.Operation == 'r')
        {
            // Rows of a snapshot have one commit position between them; where they stand in the feed tells them apart.
            id = $"{table.IdPrefix}snapshot,{value.Position.Partition},{value.Position.Offset}";
            return true;
        }

        id = "";
        if (IsEmpty(_envelope.CommitPosition) || IsEmpty(_envelope.TotalOrder))
        {
            return Fail($"append-only table {table.Name} needs \"source.lsn\" and \"transaction.total_order\"");
        }

        var commit = Encoding.UTF8.GetString(value.Json[_envelope.CommitPosition]);
        var order = Encoding.UTF8.GetString(value.Json[_envelope.TotalOrder]);
        id = $"{table.IdPrefix}{commit},{order}";
        return true;
    }
}
