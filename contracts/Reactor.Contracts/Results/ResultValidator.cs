using System.Buffers.Binary;
using Reactor.Contracts.Wire;

namespace Reactor.Contracts.Results;

/// <summary>
/// Turns what a guest left in its outbox into a <see cref="ResultBatch"/>, or says what is wrong with it. Everything a guest writes is
/// hostile: the bytes must be a private copy. One per instance, because a diff may go on over several outboxes.
/// </summary>
/// <param name="columns">Columns every row must have.</param>
public sealed class ResultValidator(int columns)
{
    private const string ReservedBits = "reserved bits of a record's header are set";

    private bool _inDiff;
    private ulong _unit;
    private bool _isInstant;
    private long _rowsLeft;
    private long _rows;
    private long _clockNs;
    private int _start;
    private UInt128 _lastIdentity;

    /// <summary>Rows that stand in error, as the guest last reported.</summary>
    public long StandingRowErrors { get; private set; }

    /// <summary>The newest row error's message, or null.</summary>
    public string? NewestRowError { get; private set; }

    /// <summary>When the query's next timer is due, nanoseconds since the Unix epoch, as the guest last reported; null when nothing waits.</summary>
    public long? NextDueNs { get; private set; }

    /// <summary>Whether a diff has begun and not ended: between commands that is a violation.</summary>
    public bool IsInsideDiff => _inDiff;

    /// <summary>Validates the records of one outbox and appends their rows.</summary>
    /// <param name="records">A private copy of the outbox.</param>
    /// <param name="lastUnit">Number of the newest unit the guest was given: no diff may be of a later one.</param>
    /// <param name="batch">Where the rows go; the same batch until a diff is complete. Left without the broken diff on failure.</param>
    /// <param name="error">Null, or the first fault.</param>
    public bool TryAppend(ReadOnlySpan<byte> records, ulong lastUnit, ResultBatch batch, out string? error)
    {
        error = null;
        var reader = new RecordReader(records);
        while (error is null && reader.TryRead())
        {
            error = reader.Type switch
            {
                RecordType.DiffBegin => Begin(reader, lastUnit, batch),
                RecordType.Row => Row(reader, batch),
                RecordType.DiffEnd => End(reader, batch),
                RecordType.RowErrors => RowErrors(reader),
                RecordType.NextDue => NextDue(reader),
                _ => $"unknown record type {(byte)reader.Type}",
            };
        }

        if (error is null && !reader.AtEnd)
        {
            error = "a record's length is no multiple of 8 or leaves the outbox";
        }

        if (error is not null && _inDiff)
        {
            batch.TruncateTo(_start);
        }

        return error is null;
    }

    private string? Begin(in RecordReader reader, ulong lastUnit, ResultBatch batch)
    {
        var record = reader.Current;
        if (record.Length != WireLayout.DiffBeginBytes || _inDiff || reader.B != columns)
        {
            return _inDiff ? "a diff begins inside a diff" : reader.B != columns ? $"a diff has {reader.B} columns, the query {columns}" : "malformed diff begin";
        }

        if (reader.A > WireLayout.Instant)
        {
            return ReservedBits;
        }

        var unit = BinaryPrimitives.ReadUInt64LittleEndian(record[8..]);
        var rows = BinaryPrimitives.ReadInt64LittleEndian(record[16..]);
        var clockNs = BinaryPrimitives.ReadInt64LittleEndian(record[24..]);
        var isInstant = reader.A == WireLayout.Instant;
        var follows = unit > _unit || (unit == _unit && _isInstant && (!isInstant || clockNs > _clockNs));
        if (!follows || unit > lastUnit)
        {
            return $"a diff of unit {unit} after one of unit {_unit}, with units given up to {lastUnit}";
        }

        if (rows is < 1 or > int.MaxValue)
        {
            return $"a diff of {rows} rows";
        }

        _inDiff = true;
        _unit = unit;
        _rows = _rowsLeft = rows;
        (_clockNs, _isInstant) = (clockNs, isInstant);
        _start = batch.Length;
        return null;
    }

    private string? Row(in RecordReader reader, ResultBatch batch)
    {
        var record = reader.Current;
        if (!_inDiff || _rowsLeft == 0)
        {
            return "a row outside a diff";
        }

        if (record.Length < WireLayout.RowImage || reader.B != columns)
        {
            return "malformed row";
        }

        var before = BinaryPrimitives.ReadUInt32LittleEndian(record[24..]);
        var after = BinaryPrimitives.ReadUInt32LittleEndian(record[28..]);
        var change = (RowChange)reader.A;
        var shape = change switch
        {
            RowChange.Added => before == 0 && after != 0,
            RowChange.Updated => before != 0 && after != 0,
            RowChange.Deleted => before != 0 && after == 0,
            _ => false,
        };
        if (!shape || WireLayout.RowImage + (ulong)before + after != (ulong)record.Length)
        {
            return $"a row says {change} with images of {before} and {after} bytes in {record.Length}";
        }

        var identity = new UInt128(BinaryPrimitives.ReadUInt64LittleEndian(record[8..]), BinaryPrimitives.ReadUInt64LittleEndian(record[16..]));
        if (_rowsLeft < _rows && identity <= _lastIdentity)
        {
            return "rows of a diff do not ascend by identity";
        }

        if ((before != 0 && !ImageValidator.TryValidate(record.Slice(WireLayout.RowImage, (int)before), columns, out var error))
            || (after != 0 && !ImageValidator.TryValidate(record.Slice(WireLayout.RowImage + (int)before, (int)after), columns, out error)))
        {
            return error;
        }

        if (!batch.TryAppend(record))
        {
            return $"the diffs of one batch exceed {batch.MaximumBytes} bytes";
        }

        _lastIdentity = identity;
        _rowsLeft--;
        return null;
    }

    private string? End(in RecordReader reader, ResultBatch batch)
    {
        if (!_inDiff || _rowsLeft != 0 || reader.Current.Length != WireLayout.DiffEndBytes)
        {
            return $"a diff ends with {_rowsLeft} rows missing";
        }

        if (reader.A != 0 || reader.B != 0)
        {
            return ReservedBits;
        }

        _inDiff = false;
        batch.Complete(new DiffEntry(_unit, (int)_rows, _start, batch.Length - _start, _clockNs, _isInstant));
        return null;
    }

    private string? NextDue(in RecordReader reader)
    {
        var record = reader.Current;
        if (_inDiff || record.Length != WireLayout.NextDueBytes)
        {
            return "malformed next due";
        }

        if (reader.A > 1 || reader.B != 0)
        {
            return ReservedBits;
        }

        NextDueNs = reader.A == 0 ? null : BinaryPrimitives.ReadInt64LittleEndian(record[8..]);
        return null;
    }

    private string? RowErrors(in RecordReader reader)
    {
        var record = reader.Current;
        if (_inDiff || record.Length < WireLayout.RowErrorsImage)
        {
            return "malformed row errors";
        }

        if (reader.A != 0 || reader.B != 0)
        {
            return ReservedBits;
        }

        var image = record[WireLayout.RowErrorsImage..];
        if (!ImageValidator.TryValidate(image, 1, out var error))
        {
            return error;
        }

        var message = new CellView(image, 0);
        if (message.Type != CellType.Text || message.Length > 4096)
        {
            return "a row error's message is no text of at most 4096 bytes";
        }

        StandingRowErrors = BinaryPrimitives.ReadInt64LittleEndian(record[8..]);
        NewestRowError = message.Text;
        return StandingRowErrors < 0 ? "negative row errors" : null;
    }
}
