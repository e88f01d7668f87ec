using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Reactor.Contracts.Changes;

namespace Reactor.Contracts.Wire;

/// <summary>Writes one image (cells and their data, in canonical order) into a buffer. Cells must be written in order.</summary>
/// <remarks>When the buffer is too small <see cref="Overflowed"/> becomes true and nothing more is written; the caller starts again with a larger one.</remarks>
public ref struct ImageWriter
{
    private readonly Span<byte> _image;
    private int _cursor;

    /// <summary>Starts an image of some top-level cells.</summary>
    /// <param name="buffer">Where the image goes; its start is the image's start.</param>
    /// <param name="cells">Top-level cells.</param>
    public ImageWriter(Span<byte> buffer, int cells)
    {
        _image = buffer;
        _cursor = cells * WireLayout.CellBytes;
        Overflowed = _cursor > buffer.Length;
    }

    /// <summary>Whether something did not fit: the image is then worthless.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Bytes of the image so far: a multiple of 8.</summary>
    public readonly int Length => _cursor;

    /// <summary>Offset of the top-level cell with this index.</summary>
    public static int CellOffset(int index) => index * WireLayout.CellBytes;

    /// <summary>Writes a null, boolean, integer or float.</summary>
    /// <param name="offset">Offset of the cell.</param>
    /// <param name="slot">Slot of the cell.</param>
    /// <param name="type">A type without data.</param>
    /// <param name="bits">Its payload.</param>
    public readonly void WriteScalar(int offset, ushort slot, CellType type, long bits) => WriteCell(offset, slot, type, 0, bits);

    /// <summary>Writes a text given as UTF-16; a lone surrogate becomes U+FFFD.</summary>
    /// <param name="offset">Offset of the cell.</param>
    /// <param name="slot">Slot of the cell.</param>
    /// <param name="text">The text.</param>
    /// <param name="type">A type whose data is text: text itself or a temporal one.</param>
    public void WriteText(int offset, ushort slot, ReadOnlySpan<char> text, CellType type = CellType.Text)
    {
        if (Overflowed)
        {
            return;
        }

        // Three bytes per UTF-16 unit is the most UTF-8 needs: only near the end of the buffer is the exact count worth computing.
        var free = _image.Length - _cursor;
        if (free < (text.Length * 3) + 8 && free < WireLayout.Align(Encoding.UTF8.GetByteCount(text)))
        {
            Overflowed = true;
            return;
        }

        Utf8.FromUtf16(text, _image[_cursor..], out _, out var written, replaceInvalidSequences: true);
        FinishText(offset, slot, written, type);
    }

    /// <summary>Writes a text given as valid UTF-8.</summary>
    public void WriteUtf8(int offset, ushort slot, ReadOnlySpan<byte> text)
    {
        if (Overflowed || _image.Length - _cursor < WireLayout.Align(text.Length))
        {
            Overflowed = true;
            return;
        }

        text.CopyTo(_image[_cursor..]);
        FinishText(offset, slot, text.Length, CellType.Text);
    }

    /// <summary>Writes the cell of a list and makes room for its elements' cells, which must be written next, depth first.</summary>
    /// <returns>Offset of the first element's cell; the others follow at steps of <see cref="WireLayout.CellBytes"/>.</returns>
    public int BeginList(int offset, ushort slot, int count) => BeginNested(offset, slot, CellType.List, count, count);

    /// <summary>Writes the cell of a map and makes room for its key and value cells, which must be written next in turn, keys ascending.</summary>
    /// <returns>Offset of the first key's cell.</returns>
    public int BeginMap(int offset, ushort slot, int count) => BeginNested(offset, slot, CellType.Map, count, 2 * count);

    /// <summary>Writes the cell of a node and makes room for its cells, which must be written next: id, labels, then key and value of each property, keys ascending.</summary>
    /// <returns>Offset of the id's cell.</returns>
    public int BeginNode(int offset, ushort slot, int properties) =>
        BeginNested(offset, slot, CellType.Node, properties, WireLayout.LeadingCells(CellType.Node) + (2 * properties));

    /// <summary>Writes the cell of a relation and makes room for its cells, which must be written next: id, type, id of its start, id of its end, then its properties as in a node.</summary>
    /// <returns>Offset of the id's cell.</returns>
    public int BeginRelation(int offset, ushort slot, int properties) =>
        BeginNested(offset, slot, CellType.Relation, properties, WireLayout.LeadingCells(CellType.Relation) + (2 * properties));

    /// <summary>Writes the cell of a path and makes room for its nodes and relations, which must be written next, in turn.</summary>
    /// <returns>Offset of the first node's cell.</returns>
    public int BeginPath(int offset, ushort slot, int elements) => BeginNested(offset, slot, CellType.Path, elements, elements);

    /// <summary>Writes texts as a list.</summary>
    public void WriteTexts(int offset, ushort slot, params IReadOnlyList<string> texts)
    {
        var cell = BeginList(offset, slot, texts.Count);
        for (var i = 0; i < texts.Count; i++)
        {
            WriteText(cell + (i * WireLayout.CellBytes), 0, texts[i]);
        }
    }

    /// <summary>Writes a value of a feed.</summary>
    public void Write(int offset, ushort slot, in PropertyValue value)
    {
        switch (value.Kind)
        {
            case PropertyValueKind.Text:
            case >= PropertyValueKind.Date and <= PropertyValueKind.Duration:
                WriteText(offset, slot, value.Text, (CellType)value.Kind);
                break;
            case PropertyValueKind.List:
                WriteList(offset, slot, value);
                break;
            case PropertyValueKind.Map:
                WriteMap(offset, slot, value);
                break;
            default:
                WriteScalar(offset, slot, (CellType)value.Kind, value.Bits);
                break;
        }
    }

    private void WriteList(int offset, ushort slot, in PropertyValue value)
    {
        var list = value.List;
        var cell = BeginList(offset, slot, list.Length);
        for (var i = 0; i < list.Length && !Overflowed; i++, cell += WireLayout.CellBytes)
        {
            Write(cell, 0, list[i]);
        }
    }

    private void WriteMap(int offset, ushort slot, in PropertyValue value)
    {
        var map = value.Map;
        var cell = BeginMap(offset, slot, map.Length);
        for (var i = 0; i < map.Length && !Overflowed; i++, cell += 2 * WireLayout.CellBytes)
        {
            WriteText(cell, 0, map[i].Key);
            Write(cell + WireLayout.CellBytes, 0, map[i].Value);
        }
    }

    private int BeginNested(int offset, ushort slot, CellType type, int count, int cells)
    {
        var bytes = (long)cells * WireLayout.CellBytes;
        if (Overflowed || _image.Length - _cursor < bytes)
        {
            Overflowed = true;
            return 0;
        }

        WriteCell(offset, slot, type, count, _cursor);
        var first = _cursor;
        _cursor += (int)bytes;
        return first;
    }

    private void FinishText(int offset, ushort slot, int bytes, CellType type)
    {
        var end = _cursor + WireLayout.Align(bytes);
        _image[(_cursor + bytes)..end].Clear();
        WriteCell(offset, slot, type, bytes, _cursor);
        _cursor = end;
    }

    private readonly void WriteCell(int offset, ushort slot, CellType type, int length, long payload)
    {
        if (Overflowed)
        {
            return;
        }

        var cell = _image.Slice(offset, WireLayout.CellBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(cell, (byte)type | ((ulong)slot << 16) | ((ulong)(uint)length << 32));
        BinaryPrimitives.WriteInt64LittleEndian(cell[8..], payload);
    }
}
