using CsCheck;
using Reactor.Contracts.Changes;
using Reactor.Contracts.Wire;

namespace Reactor.Contracts.Tests.Wire;

/// <summary>Random property values, and their way into and out of an image.</summary>
internal static class PropertyValues
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.OneOfConst("", "a", "ab", "12345678", "Zoë", "日本", "😀", "\uFFFF", "\uD800\uDC00", "\0"),
        Gen.Char.AlphaNumeric.Array[0, 20].Select(characters => new string(characters)));

    private static readonly Gen<PropertyValue> Scalar = Gen.OneOf(
        Gen.Const(PropertyValue.Null),
        Gen.Bool.Select(PropertyValue.FromBoolean),
        Gen.Long.Select(PropertyValue.FromInteger),
        Gen.Double.Select(PropertyValue.FromFloat),
        Text.Select(PropertyValue.FromText),
        Gen.Select(Gen.Int[(int)PropertyValueKind.Date, (int)PropertyValueKind.Duration], Text)
            .Select((kind, text) => PropertyValue.FromTemporal((PropertyValueKind)kind, text)));

    internal static readonly Gen<PropertyValue> Any = Nested(4);

    internal static byte[] ToImage(params IReadOnlyList<PropertyValue> row)
    {
        for (var size = 256; ; size *= 2)
        {
            var buffer = new byte[size];
            var image = new ImageWriter(buffer, row.Count);
            for (var i = 0; i < row.Count; i++)
            {
                image.Write(ImageWriter.CellOffset(i), (ushort)i, row[i]);
            }

            if (!image.Overflowed)
            {
                return buffer[..image.Length];
            }
        }
    }

    internal static PropertyValue[] FromImage(ReadOnlySpan<byte> image, int cells)
    {
        var row = new PropertyValue[cells];
        for (var i = 0; i < cells; i++)
        {
            row[i] = FromCell(new CellView(image, i * WireLayout.CellBytes));
        }

        return row;
    }

    internal static PropertyValue Nest(int levels)
    {
        var value = PropertyValue.Null;
        for (var i = 0; i < levels; i++)
        {
            value = i % 2 == 0 ? PropertyValue.FromList([value]) : SampleFeed.Map(("k", value));
        }

        return value;
    }

    private static Gen<PropertyValue> Nested(int levels)
    {
        if (levels == 0)
        {
            return Scalar;
        }

        var inner = Nested(levels - 1);
        return Gen.Frequency(
            (3, Scalar),
            (1, inner.Array[0, 4].Select(values => PropertyValue.FromList([.. values]))),
            (1, Gen.Select(Text, inner).Array[0, 4].Select(entries => SampleFeed.Map(entries))));
    }

    private static PropertyValue FromCell(CellView cell)
    {
        switch (cell.Type)
        {
            case CellType.Null:
                return PropertyValue.Null;
            case CellType.Boolean:
                return PropertyValue.FromBoolean(cell.Boolean);
            case CellType.Integer:
                return PropertyValue.FromInteger(cell.Integer);
            case CellType.Float:
                return PropertyValue.FromFloat(cell.Float);
            case CellType.Text:
                return PropertyValue.FromText(cell.Text);
            case >= CellType.Date and <= CellType.Duration:
                return PropertyValue.FromTemporal((PropertyValueKind)cell.Type, cell.Text);
            case CellType.List:
                var values = new PropertyValue[cell.Length];
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = FromCell(cell.Element(i));
                }

                return PropertyValue.FromList([.. values]);
            case CellType.Map:
                var entries = new (string, PropertyValue)[cell.Length];
                for (var i = 0; i < entries.Length; i++)
                {
                    entries[i] = (cell.Key(i).Text, FromCell(cell.Value(i)));
                }

                return SampleFeed.Map(entries);
            default:
                throw new InvalidOperationException($"cell of type {cell.Type}");
        }
    }
}
