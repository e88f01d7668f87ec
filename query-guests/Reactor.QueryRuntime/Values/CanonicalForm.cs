namespace Reactor.QueryRuntime.Values;

/// <summary>Values as bytes such that equivalent values, and only those, have equal bytes. No form is the beginning of another.</summary>
/// <remarks>
/// Identities are hashes of these bytes, kept by receivers: pinned by golden tests, append-only. A form is the byte of its
/// <see cref="ValueKind"/>, then: boolean u8; a number that is an integer i64 (as kind Integer, also for a float); another float
/// its 8 bytes; text u32 units and UTF-16; list u32 and elements; map u32 and per entry the text and the value; path u32 and elements; temporal its text; element u64 source and
/// the text of its id. All little-endian.
/// </remarks>
public static class CanonicalForm
{
    /// <summary>Appends the form of a value.</summary>
    public static void Append(in Value value, CanonicalBuffer buffer)
    {
        if (value.IsFloat && NumberOrder.TryToInteger(value.Float, out var integer))
        {
            Append(Value.FromInteger(integer), buffer);
            return;
        }

        var kind = value.Kind;
        buffer.AppendByte((byte)kind);
        switch (kind)
        {
            case ValueKind.Null or ValueKind.Awaiting:
                break;
            case ValueKind.Boolean:
                buffer.AppendByte(value.Boolean ? (byte)1 : (byte)0);
                break;
            case ValueKind.Integer:
                buffer.AppendUInt64((ulong)value.Integer);
                break;
            case ValueKind.Float:
                buffer.AppendUInt64((ulong)BitConverter.DoubleToInt64Bits(value.Float));
                break;
            case ValueKind.Text:
                buffer.AppendText(value.Text);
                break;
            case ValueKind.List:
                AppendList(value.List, buffer);
                break;
            case ValueKind.Map:
                AppendMap(value.Map, buffer);
                break;
            case ValueKind.Path:
                AppendList(value.Path.Elements, buffer);
                break;
            case >= ValueKind.Date and <= ValueKind.DateTime:
                buffer.AppendText(value.PointInTime.ToString());
                break;
            case ValueKind.Duration:
                buffer.AppendText(value.Duration.ToString());
                break;
            default:
                buffer.AppendUInt64(value.Element.Source);
                buffer.AppendText(value.Element.Id);
                break;
        }
    }

    private static void AppendList(ReadOnlySpan<Value> list, CanonicalBuffer buffer)
    {
        buffer.AppendUInt32((uint)list.Length);
        foreach (ref readonly var element in list)
        {
            Append(element, buffer);
        }
    }

    private static void AppendMap(MapValue map, CanonicalBuffer buffer)
    {
        buffer.AppendUInt32((uint)map.Count);
        for (var i = 0; i < map.Count; i++)
        {
            buffer.AppendText(map.Keys[i]);
            Append(map.Values[i], buffer);
        }
    }
}
