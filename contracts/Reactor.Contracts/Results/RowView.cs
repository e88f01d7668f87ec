using System.Buffers.Binary;
using Reactor.Contracts.Wire;

namespace Reactor.Contracts.Results;

/// <summary>One changed row in a validated <see cref="ResultBatch"/>.</summary>
public readonly ref struct RowView
{
    private readonly ReadOnlySpan<byte> _record;

    internal RowView(ReadOnlySpan<byte> record) => _record = record;

    /// <summary>What happened to the row.</summary>
    public RowChange Change => (RowChange)_record[5];

    /// <summary>What makes the row the same row before and after (docs/semantics.md, section 4).</summary>
    public UInt128 Identity => new(BinaryPrimitives.ReadUInt64LittleEndian(_record[8..]), BinaryPrimitives.ReadUInt64LittleEndian(_record[16..]));

    /// <summary>The image of the row before the unit; empty when it was added.</summary>
    public ReadOnlySpan<byte> BeforeImage => _record.Slice(WireLayout.RowImage, BeforeBytes);

    /// <summary>The image of the row after the unit; empty when it was deleted.</summary>
    public ReadOnlySpan<byte> AfterImage => _record[(WireLayout.RowImage + BeforeBytes)..];

    private int BeforeBytes => BinaryPrimitives.ReadInt32LittleEndian(_record[24..]);

    /// <summary>A value before the unit. Not for added rows.</summary>
    /// <param name="column">Number of the column, from 0.</param>
    public CellView Before(int column) => new(BeforeImage, column * WireLayout.CellBytes);

    /// <summary>A value after the unit. Not for deleted rows.</summary>
    /// <param name="column">Number of the column, from 0.</param>
    public CellView After(int column) => new(AfterImage, column * WireLayout.CellBytes);
}
