using System.Text;
using Reactor.Contracts.Wire;
using Reactor.QueryRuntime.Temporal;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow;

/// <summary>Reads property cells into the next version of an element.</summary>
public static class CellReader
{
    private const int CharactersOnStack = 256;

    /// <summary>The value of a cell. A text that did not change stays the same object: feeds repeat every property, and most do not change.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="previous">The property's value in the previous version.</param>
    public static Value Read(in CellView cell, in Value previous)
    {
        if (cell.Type != CellType.Text)
        {
            return Value.FromCell(cell);
        }

        var bytes = cell.Utf8;
        if (bytes.Length > CharactersOnStack)
        {
            return Value.FromCell(cell);
        }

        Span<char> characters = stackalloc char[CharactersOnStack];
        var length = Encoding.UTF8.GetChars(bytes, characters);
        var text = characters[..length];
        return previous.IsText && text.SequenceEqual(previous.Text) ? previous : Value.FromText(new string(text));
    }

    /// <summary>When the change became effective, as a date-time in UTC.</summary>
    public static Value ReadChangeTime(in ChangeView change) => Value.FromTemporal(TemporalValue.AtInstant(change.EffectiveTimeNs, default));

    /// <summary>The changed element as a value that is only compared: it has no properties.</summary>
    /// <param name="change">The change.</param>
    /// <param name="kind"><see cref="ValueKind.Node"/> or <see cref="ValueKind.Relation"/>.</param>
    public static Value ReadHandle(in ChangeView change, ValueKind kind) =>
        Value.FromElement(new ElementValue(kind, change.Source, Encoding.UTF8.GetString(change.Id), [], MapValue.Empty));

    /// <summary>The changed element as a value with labels, ends and all its properties.</summary>
    /// <param name="change">The change.</param>
    /// <param name="rest">The rest slot: the properties the change carries.</param>
    /// <param name="kind"><see cref="ValueKind.Node"/> or <see cref="ValueKind.Relation"/>.</param>
    /// <param name="previous">The same of the previous version, or null.</param>
    /// <param name="merge">Whether properties that are not given stay.</param>
    public static Value ReadWhole(in ChangeView change, in CellView rest, ValueKind kind, in Value previous, bool merge)
    {
        var known = previous.IsNull ? null : previous.Element;
        var labels = known?.Labels ?? [];
        var (start, end) = (known?.StartId, known?.EndId);
        for (var cell = 1; cell < change.CellCount && change.Cell(cell).Slot >= WireLayout.LabelsSlot; cell++)
        {
            var view = change.Cell(cell);
            switch (view.Slot)
            {
                case WireLayout.StartSlot:
                    start = view.Text;
                    break;
                case WireLayout.EndSlot:
                    end = view.Text;
                    break;
                default:
                    labels = ReadLabels(view, labels);
                    break;
            }
        }

        var before = merge && known is not null ? known.Properties : MapValue.Empty;
        var id = known?.Id ?? Encoding.UTF8.GetString(change.Id);
        return Value.FromElement(new ElementValue(kind, change.Source, id, labels, Merge(Value.ReadMap(rest), before), start, end));
    }

    /// <summary>Labels rarely change: if they did not, the array stays the same.</summary>
    private static string[] ReadLabels(CellView list, string[] before)
    {
        var labels = new string[list.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = list.Element(i).Text;
        }

        return labels.AsSpan().SequenceEqual(before) ? before : labels;
    }

    private static MapValue Merge(MapValue given, MapValue before)
    {
        var keys = new List<string>(given.Count);
        var values = new List<Value>(given.Count);
        for (var i = 0; i < given.Count; i++)
        {
            // A null removes the property.
            if (!given.Values[i].IsNull)
            {
                keys.Add(given.Keys[i]);
                values.Add(given.Values[i]);
            }
        }

        for (var i = 0; i < before.Count; i++)
        {
            if (!given.TryGet(before.Keys[i], out _))
            {
                keys.Add(before.Keys[i]);
                values.Add(before.Values[i]);
            }
        }

        return MapValue.FromEntries([.. keys], [.. values]);
    }
}
