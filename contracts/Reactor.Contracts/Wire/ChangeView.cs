using System.Buffers.Binary;
using Reactor.Contracts.Changes;

namespace Reactor.Contracts.Wire;

/// <summary>A change record as the guest reads it. The host wrote it: offsets are trusted, spans still keep every read inside the record.</summary>
public readonly ref struct ChangeView
{
    private readonly ReadOnlySpan<byte> _record;
    private readonly ReadOnlySpan<byte> _image;

    /// <summary>A view of one whole record of type <see cref="RecordType.Change"/>.</summary>
    public ChangeView(ReadOnlySpan<byte> record)
    {
        _record = record;
        _image = record[WireLayout.ChangeImage..];
    }

    /// <summary>What happens to the element.</summary>
    public ChangeOperation Operation => (ChangeOperation)_record[5];

    /// <summary>Node or relation; none for a truncate.</summary>
    public ElementKind Kind => (ElementKind)_record[6];

    /// <summary>Whether <see cref="LabelMask"/> says what the element now carries; otherwise it keeps what it had.</summary>
    public bool LabelsGiven => (_record[7] & WireLayout.LabelsGiven) != 0;

    /// <summary>When the change became effective, nanoseconds since the Unix epoch.</summary>
    public long EffectiveTimeNs => BinaryPrimitives.ReadInt64LittleEndian(_record[8..]);

    /// <summary>Bit i: the element carries label i of the manifest.</summary>
    public ulong LabelMask => BinaryPrimitives.ReadUInt64LittleEndian(_record[16..]);

    /// <summary>Number of the source among the query's sources.</summary>
    public ushort Source => BinaryPrimitives.ReadUInt16LittleEndian(_record[24..]);

    /// <summary>Cells of the change, keys first, then the labels, property slots ascending, then the rest slot.</summary>
    public int CellCount => BinaryPrimitives.ReadUInt16LittleEndian(_record[26..]);

    /// <summary>The bytes of the element's id, UTF-8.</summary>
    public ReadOnlySpan<byte> Id => Cell(0).Utf8;

    /// <summary>The cell with this index, 0 to <see cref="CellCount"/> - 1.</summary>
    public CellView Cell(int index) => new(_image, index * WireLayout.CellBytes);
}
