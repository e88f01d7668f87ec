using System.Buffers.Binary;
using Reactor.Contracts.Results;

namespace Reactor.Contracts.Wire;

/// <summary>Writes the records of a diff (docs/abi.md, section 3) into a buffer that is large enough.</summary>
public static class DiffRecords
{
    /// <summary>Bytes of a row record whose images have these lengths.</summary>
    public static int RowBytes(int beforeBytes, int afterBytes) => WireLayout.RowImage + beforeBytes + afterBytes;

    /// <summary>Writes the record that begins a diff: <see cref="WireLayout.DiffBeginBytes"/>.</summary>
    /// <param name="destination">Where.</param>
    /// <param name="columns">Columns of the result.</param>
    /// <param name="unit">Number of the unit.</param>
    /// <param name="rows">Rows that follow.</param>
    /// <param name="clockNs">The query's clock, nanoseconds since the Unix epoch.</param>
    /// <param name="isInstant">Whether it is of an instant at which timers fired before the unit's changes.</param>
    public static void WriteBegin(Span<byte> destination, int columns, ulong unit, long rows, long clockNs, bool isInstant = false)
    {
        RecordHeader.Write(destination, WireLayout.DiffBeginBytes, RecordType.DiffBegin, isInstant ? WireLayout.Instant : (byte)0, (ushort)columns);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], unit);
        BinaryPrimitives.WriteInt64LittleEndian(destination[16..], rows);
        BinaryPrimitives.WriteInt64LittleEndian(destination[24..], clockNs);
    }

    /// <summary>Writes one row: <see cref="RowBytes"/>.</summary>
    /// <param name="destination">Where.</param>
    /// <param name="columns">Columns of the result.</param>
    /// <param name="identity">Identity of the row.</param>
    /// <param name="before">Its image before the unit; empty when it was added.</param>
    /// <param name="after">Its image after the unit; empty when it was deleted.</param>
    public static void WriteRow(Span<byte> destination, int columns, UInt128 identity, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        var change = before.IsEmpty ? RowChange.Added : after.IsEmpty ? RowChange.Deleted : RowChange.Updated;
        RecordHeader.Write(destination, RowBytes(before.Length, after.Length), RecordType.Row, (byte)change, (ushort)columns);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], (ulong)(identity >> 64));
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], (ulong)identity);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[24..], (uint)before.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[28..], (uint)after.Length);
        before.CopyTo(destination[WireLayout.RowImage..]);
        after.CopyTo(destination[(WireLayout.RowImage + before.Length)..]);
    }

    /// <summary>Writes the record that ends a diff: <see cref="WireLayout.DiffEndBytes"/>.</summary>
    public static void WriteEnd(Span<byte> destination) => RecordHeader.Write(destination, WireLayout.DiffEndBytes, RecordType.DiffEnd, 0, 0);

    /// <summary>Writes when the next timer is due: <see cref="WireLayout.NextDueBytes"/>.</summary>
    /// <param name="destination">Where.</param>
    /// <param name="dueNs">Nanoseconds since the Unix epoch; null for no timer.</param>
    public static void WriteNextDue(Span<byte> destination, long? dueNs)
    {
        RecordHeader.Write(destination, WireLayout.NextDueBytes, RecordType.NextDue, dueNs is null ? (byte)0 : (byte)1, 0);
        BinaryPrimitives.WriteInt64LittleEndian(destination[8..], dueNs ?? 0);
    }

    /// <summary>Writes a row errors record.</summary>
    /// <returns>Bytes written, or 0 when the destination is too small.</returns>
    public static int WriteRowErrors(Span<byte> destination, long standing, string newest)
    {
        if (destination.Length < WireLayout.RowErrorsImage + WireLayout.CellBytes)
        {
            return 0;
        }

        var image = new ImageWriter(destination[WireLayout.RowErrorsImage..], 1);
        image.WriteText(0, 0, newest);
        if (image.Overflowed)
        {
            return 0;
        }

        RecordHeader.Write(destination, WireLayout.RowErrorsImage + image.Length, RecordType.RowErrors, 0, 0);
        BinaryPrimitives.WriteInt64LittleEndian(destination[8..], standing);
        return WireLayout.RowErrorsImage + image.Length;
    }
}
