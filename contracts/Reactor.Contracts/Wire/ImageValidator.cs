using System.Buffers.Binary;
using System.Text.Unicode;
using Reactor.Contracts.Guests;

namespace Reactor.Contracts.Wire;

/// <summary>Checks that bytes from a guest are one image in canonical form: after it, every offset and length in them may be trusted.</summary>
public static class ImageValidator
{
    private const long CanonicalNaN = 0x7FF8_0000_0000_0000;

    /// <summary>Checks an image.</summary>
    /// <param name="image">All its bytes.</param>
    /// <param name="cells">Top-level cells it must have, their slots numbered from 0.</param>
    /// <param name="error">Null, or the first fault.</param>
    public static bool TryValidate(ReadOnlySpan<byte> image, int cells, out string? error)
    {
        var cursor = (long)cells * WireLayout.CellBytes;
        if (cursor > image.Length)
        {
            error = $"{cells} cells need {cursor} bytes, the image has {image.Length}";
            return false;
        }

        error = null;
        for (var i = 0; i < cells && error is null; i++)
        {
            var header = BinaryPrimitives.ReadUInt64LittleEndian(image[(i * WireLayout.CellBytes)..]);
            error = (ushort)(header >> 16) != i ? $"cell {i} has slot {(ushort)(header >> 16)}" : Cell(image, i * WireLayout.CellBytes, header, ref cursor, 0);
        }

        if (error is null && cursor != image.Length)
        {
            error = $"the data ends at {cursor}, the image at {image.Length}";
        }

        return error is null;
    }

    private static string? Cell(ReadOnlySpan<byte> image, int offset, ulong header, ref long cursor, int depth)
    {
        var payload = BinaryPrimitives.ReadInt64LittleEndian(image[(offset + 8)..]);
        var length = (uint)(header >> 32);
        if ((header & 0xFF00) != 0)
        {
            return $"reserved byte of the cell at {offset} is set";
        }

        switch ((CellType)(byte)header)
        {
            case CellType.Null:
                return length == 0 && payload == 0 ? null : $"null at {offset} carries bits";
            case CellType.Boolean:
                return length == 0 && payload is 0 or 1 ? null : $"boolean at {offset} is {payload}";
            case CellType.Integer:
                return length == 0 ? null : $"integer at {offset} has a length";
            case CellType.Float:
                return length == 0 && (!double.IsNaN(BitConverter.Int64BitsToDouble(payload)) || payload == CanonicalNaN) ? null : $"float at {offset} is not canonical";
            case CellType.Text or (>= CellType.Date and <= CellType.Duration):
                return Text(image, offset, length, payload, ref cursor);
            case CellType.List:
            case CellType.Map:
            case CellType.Node:
            case CellType.Relation:
            case CellType.Path:
                return Nested(image, offset, length, payload, ref cursor, depth);
            default:
                return $"cell at {offset} has the unknown type {(byte)header}";
        }
    }

    private static string? Text(ReadOnlySpan<byte> image, int offset, uint length, long payload, ref long cursor)
    {
        var end = cursor + ((length + 7L) & ~7L);
        if (payload != cursor || end > image.Length)
        {
            return $"text at {offset}: {length} bytes at {payload} are not the next data ({cursor} of {image.Length})";
        }

        var bytes = image.Slice((int)cursor, (int)length);
        if (!Utf8.IsValid(bytes))
        {
            return $"text at {offset} is not UTF-8";
        }

        if (image[((int)cursor + (int)length)..(int)end].ContainsAnyExcept((byte)0))
        {
            return $"text at {offset} is not padded with zeroes";
        }

        cursor = end;
        return null;
    }

    private static string? Nested(ReadOnlySpan<byte> image, int offset, uint length, long payload, ref long cursor, int depth)
    {
        var type = (CellType)image[offset];
        var leading = WireLayout.LeadingCells(type);
        var keyed = type is CellType.Map or CellType.Node or CellType.Relation;
        var cells = keyed ? leading + (2L * length) : length;
        if (type == CellType.Path && length % 2 == 0)
        {
            return $"path at {offset} has {length} nodes and relations";
        }

        if (depth == GuestAbi.MaxNesting)
        {
            return $"more than {GuestAbi.MaxNesting} levels nest at {offset}";
        }

        var first = cursor;
        if (payload != first || cells * WireLayout.CellBytes > image.Length - first)
        {
            return $"{length} elements of the cell at {offset} are not the next data";
        }

        cursor += cells * WireLayout.CellBytes;
        var previousKey = -1;
        for (long i = 0; i < cells; i++)
        {
            var cell = (int)(first + (i * WireLayout.CellBytes));
            var header = BinaryPrimitives.ReadUInt64LittleEndian(image[cell..]);
            if ((ushort)(header >> 16) != 0)
            {
                return $"nested cell at {cell} has a slot";
            }

            var isKey = keyed && i >= leading && (i & 1) == 0;
            if (!MayStand((CellType)(byte)header, type, i))
            {
                return $"cell at {cell} is {(CellType)(byte)header} in a {type}";
            }

            if (isKey && (CellType)(byte)header != CellType.Text)
            {
                return $"key at {cell} is no text";
            }

            if (Cell(image, cell, header, ref cursor, depth + 1) is { } error)
            {
                return error;
            }

            if (type == CellType.Node && i == 1 && !HoldsTexts(new CellView(image, cell)))
            {
                return $"a label of the node at {offset} is no text";
            }

            if (isKey)
            {
                if (previousKey >= 0 && new CellView(image, previousKey).Utf8.SequenceCompareTo(new CellView(image, cell).Utf8) >= 0)
                {
                    return $"keys of the map at {offset} do not ascend";
                }

                previousKey = cell;
            }
        }

        return null;
    }

    /// <summary>Whether a cell of some type may be number i of a nested value; keys are checked apart.</summary>
    private static bool MayStand(CellType type, CellType parent, long i) => parent switch
    {
        CellType.Node when i == 1 => type == CellType.List,
        CellType.Node when i == 0 => type == CellType.Text,
        CellType.Relation when i < WireLayout.LeadingCells(CellType.Relation) => type == CellType.Text,
        CellType.Path => type == ((i & 1) == 0 ? CellType.Node : CellType.Relation),
        _ => true,
    };

    private static bool HoldsTexts(CellView list)
    {
        for (var i = 0; i < list.Length; i++)
        {
            if (list.Element(i).Type != CellType.Text)
            {
                return false;
            }
        }

        return true;
    }
}
