using System.Text;
using Reactor.Contracts.Wire;
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

    /// <summary>The changed element as a value that is only compared: it has no properties.</summary>
    /// <param name="change">The change.</param>
    /// <param name="kind"><see cref="ValueKind.Node"/> or <see cref="ValueKind.Relation"/>.</param>
    public static Value ReadHandle(in ChangeView change, ValueKind kind) =>
        Value.FromElement(new ElementValue(kind, change.Source, Encoding.UTF8.GetString(change.Id), [], MapValue.Empty));

    /// <summary>The changed element as a value with all its properties.</summary>
    /// <param name="change">The change.</param>
    /// <param name="rest">The rest slot: the properties the change carries.</param>
    /// <param name="kind"><see cref="ValueKind.Node"/> or <see cref="ValueKind.Relation"/>.</param>
    /// <param name="labels">Its labels, as far as the query names them.</param>
    /// <param name="previous">The same of the previous version, or null.</param>
    /// <param name="merge">Whether properties that are not given stay.</param>
    public static Value ReadWhole(in ChangeView change, in CellView rest, ValueKind kind, string[] labels, in Value previous, bool merge)
    {
        var id = previous.IsNull ? Encoding.UTF8.GetString(change.Id) : previous.Element.Id;
        var before = merge && !previous.IsNull ? previous.Element.Properties : MapValue.Empty;
        return Value.FromElement(new ElementValue(kind, change.Source, id, labels, Merge(Value.ReadMap(rest), before)));
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
