using Reactor.Contracts.Wire;
using Reactor.QueryRuntime.Temporal;

namespace Reactor.QueryRuntime.Values;

/// <content>From cells of the wire and back (docs/abi.md, section 4).</content>
public readonly partial struct Value
{
    private const long CanonicalNaN = 0x7FF8_0000_0000_0000;

    /// <summary>Reads a cell of a validated image. Scalars do not allocate; a text allocates its string, a list or map its contents.</summary>
    /// <exception cref="InvalidOperationException">The cell has a type that this version does not know.</exception>
    /// <exception cref="EvaluationException">It nests too deep.</exception>
    public static Value FromCell(in CellView cell) => cell.Type switch
    {
        CellType.Null => default,
        CellType.Boolean => new(BooleanTag, cell.Payload),
        CellType.Integer => new(IntegerTag, cell.Payload),
        CellType.Float => new(FloatTag, cell.Payload),
        CellType.Text => new(cell.Text, 0),
        CellType.List => ReadList(cell),
        CellType.Map => FromMap(ReadMap(cell)),
        >= CellType.Date and <= CellType.DateTime => FromTemporal(TemporalParser.Parse(cell.Text, (ValueKind)cell.Type)),
        CellType.Duration => FromDuration(DurationParser.Parse(cell.Text)),
        _ => throw new InvalidOperationException($"cell of the unknown type {(byte)cell.Type}"),
    };

    /// <summary>Reads a map cell, such as the rest slot of an element.</summary>
    /// <param name="cell">A cell of type <see cref="CellType.Map"/>.</param>
    public static MapValue ReadMap(in CellView cell)
    {
        var count = cell.Length;
        if (count == 0)
        {
            return MapValue.Empty;
        }

        var keys = new string[count];
        var values = new Value[count];
        for (var i = 0; i < count; i++)
        {
            keys[i] = cell.Key(i).Text;
            values[i] = FromCell(cell.Value(i));
        }

        return MapValue.FromSorted(keys, values);
    }

    /// <summary>Writes the value as a cell and its data.</summary>
    /// <param name="writer">The image; see <see cref="ImageWriter.Overflowed"/>.</param>
    /// <param name="offset">Offset of the cell.</param>
    /// <param name="slot">Slot of the cell; 0 inside lists and maps.</param>
    public void WriteTo(ref ImageWriter writer, int offset, ushort slot)
    {
        switch (_reference)
        {
            case null:
                writer.WriteScalar(offset, slot, CellType.Null, 0);
                break;
            case ScalarTag { Kind: ValueKind.Awaiting }:
                writer.WriteText(offset, slot, nameof(Awaiting));
                break;
            case ScalarTag tag:
                writer.WriteScalar(offset, slot, (CellType)tag.Kind, _bits);
                break;
            case string text:
                writer.WriteText(offset, slot, text);
                break;
            case TemporalValue point:
                writer.WriteText(offset, slot, point.ToString(), (CellType)point.Kind);
                break;
            case DurationValue duration:
                writer.WriteText(offset, slot, duration.ToString(), CellType.Duration);
                break;
            case Value[] list:
                WriteList(list, ref writer, offset, slot);
                break;
            case MapValue map:
                WriteMap(map, ref writer, offset, slot);
                break;
            case PathValue path:
                WriteAll(path.Elements, ref writer, writer.BeginPath(offset, slot, path.Elements.Length));
                break;
            default:
                WriteElement(Element, ref writer, offset, slot);
                break;
        }
    }

    private static Value ReadList(in CellView cell)
    {
        var elements = new Value[cell.Length];
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = FromCell(cell.Element(i));
        }

        return FromList(elements);
    }

    private static void WriteList(Value[] list, ref ImageWriter writer, int offset, ushort slot)
    {
        WriteAll(list, ref writer, writer.BeginList(offset, slot, list.Length));
    }

    private static void WriteAll(ReadOnlySpan<Value> list, ref ImageWriter writer, int cell)
    {
        for (var i = 0; i < list.Length && !writer.Overflowed; i++, cell += WireLayout.CellBytes)
        {
            list[i].WriteTo(ref writer, cell, 0);
        }
    }

    private static void WriteMap(MapValue map, ref ImageWriter writer, int offset, ushort slot)
    {
        WriteEntries(map, ref writer, writer.BeginMap(offset, slot, map.Count));
    }

    private static void WriteElement(ElementValue element, ref ImageWriter writer, int offset, ushort slot)
    {
        var properties = element.Properties;
        var isNode = element.Kind == ValueKind.Node;
        var cell = isNode ? writer.BeginNode(offset, slot, properties.Count) : writer.BeginRelation(offset, slot, properties.Count);
        if (writer.Overflowed)
        {
            return;
        }

        writer.WriteText(cell, 0, element.Id);
        cell += WireLayout.CellBytes;
        if (isNode)
        {
            writer.WriteTexts(cell, 0, element.Labels);
            cell += WireLayout.CellBytes;
        }
        else
        {
            writer.WriteText(cell, 0, element.Labels is [var type, ..] ? type : string.Empty);
            writer.WriteText(cell + WireLayout.CellBytes, 0, element.StartId);
            writer.WriteText(cell + (2 * WireLayout.CellBytes), 0, element.EndId);
            cell += 3 * WireLayout.CellBytes;
        }

        WriteEntries(properties, ref writer, cell);
    }

    private static void WriteEntries(MapValue map, ref ImageWriter writer, int cell)
    {
        for (var i = 0; i < map.Count && !writer.Overflowed; i++, cell += 2 * WireLayout.CellBytes)
        {
            writer.WriteText(cell, 0, map.Keys[i]);
            map.Values[i].WriteTo(ref writer, cell + WireLayout.CellBytes, 0);
        }
    }
}
