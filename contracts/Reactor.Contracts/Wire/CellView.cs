using System.Buffers.Binary;
using System.Text;

namespace Reactor.Contracts.Wire;

/// <summary>One cell of a validated image. Reading one of an image that was not validated may throw, never read outside it.</summary>
public readonly ref struct CellView
{
    private readonly ReadOnlySpan<byte> _image;
    private readonly int _offset;

    /// <summary>The cell at an offset of an image.</summary>
    public CellView(ReadOnlySpan<byte> image, int offset)
    {
        _image = image;
        _offset = offset;
    }

    /// <summary>What the cell holds.</summary>
    public CellType Type => (CellType)_image[_offset];

    /// <summary>Column, property slot, or one of the special slots.</summary>
    public ushort Slot => BinaryPrimitives.ReadUInt16LittleEndian(_image[(_offset + 2)..]);

    /// <summary>Bytes of a text or temporal value, elements of a list or path, entries of a map, properties of a node or relation.</summary>
    public int Length => BinaryPrimitives.ReadInt32LittleEndian(_image[(_offset + 4)..]);

    /// <summary>The payload of a scalar, or the offset of the data.</summary>
    public long Payload => BinaryPrimitives.ReadInt64LittleEndian(_image[(_offset + 8)..]);

    /// <summary>The boolean.</summary>
    public bool Boolean => Payload != 0;

    /// <summary>The integer.</summary>
    public long Integer => Payload;

    /// <summary>The float.</summary>
    public double Float => BitConverter.Int64BitsToDouble(Payload);

    /// <summary>The bytes of a text, or of the text of a temporal value, UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8 => _image.Slice((int)Payload, Length);

    /// <summary>The text as a new string.</summary>
    public string Text => Encoding.UTF8.GetString(Utf8);

    /// <summary>The id of a node or relation, a text.</summary>
    public CellView Id => Element(0);

    /// <summary>The labels of a node, a list of texts.</summary>
    public CellView Labels => Element(1);

    /// <summary>The type of a relation, a text.</summary>
    public CellView RelationType => Element(1);

    /// <summary>The id of the node a relation starts at, a text.</summary>
    public CellView StartId => Element(2);

    /// <summary>The id of the node a relation ends at, a text.</summary>
    public CellView EndId => Element(3);

    /// <summary>An element of a list or path.</summary>
    /// <param name="index">0 to <see cref="Length"/> - 1.</param>
    public CellView Element(int index) => new(_image, (int)Payload + (index * WireLayout.CellBytes));

    /// <summary>The key of an entry of a map, of a property of a node or relation.</summary>
    /// <param name="index">0 to <see cref="Length"/> - 1.</param>
    public CellView Key(int index) => Element(WireLayout.LeadingCells(Type) + (2 * index));

    /// <summary>The value of an entry of a map, of a property of a node or relation.</summary>
    /// <param name="index">0 to <see cref="Length"/> - 1.</param>
    public CellView Value(int index) => Element(WireLayout.LeadingCells(Type) + (2 * index) + 1);
}
