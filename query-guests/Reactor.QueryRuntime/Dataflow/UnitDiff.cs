using Reactor.Contracts.Wire;
using Reactor.QueryRuntime.Loop;
using Reactor.QueryRuntime.Storage;

namespace Reactor.QueryRuntime.Dataflow;

/// <summary>
/// The last operator of every query: gathers a unit's retractions and insertions of result rows and consolidates them by identity. The
/// first retraction is what the row was before the unit, the last insertion that stands is what it is after; equal images are no change.
/// </summary>
/// <remarks>
/// Few rows are found by looking at all of them, which costs a single-change unit no table. The images lie in one buffer; a later image of
/// the same row reuses the room of the one it replaces, so a unit needs memory for the rows it touches, not for how often.
/// </remarks>
public sealed class UnitDiff
{
    private const int LinearRows = 8;
    private const int RowsKept = 1 << 14;
    private const int BytesKept = 1 << 20;

    private readonly int _columns;
    private readonly StateHash _hash;
    private Row[] _rows = new Row[LinearRows];
    private int _count;
    private int[] _slots = [];
    private byte[] _images = new byte[1024];
    private int _used;

    // The row that WantsBefore or an insertion is about; its image comes with the next TryAdd.
    private int _current;

    /// <summary>Makes an empty diff.</summary>
    /// <param name="columns">Columns of the result.</param>
    /// <param name="hash">The instance's keyed hash.</param>
    public UnitDiff(int columns, StateHash hash)
    {
        _columns = columns;
        _hash = hash;
    }

    /// <summary>Where the next image is written.</summary>
    public Span<byte> Free => _images.AsSpan(_used);

    /// <summary>Notes the retraction of a row and says whether its image must follow with <see cref="TryAdd"/>.</summary>
    /// <returns>False when the row was touched before in this unit: what it was before is known, or it was not.</returns>
    public bool WantsBefore(in UInt128 identity)
    {
        _current = Find(identity);
        ref var row = ref _rows[_current];
        if (row.IsNew)
        {
            return true;
        }

        row.HasAfter = false;
        return false;
    }

    /// <summary>Notes the insertion of a row, whose image must follow with <see cref="TryAdd"/>.</summary>
    public void Insert(in UInt128 identity) => _current = Find(identity);

    /// <summary>Takes the image written to <see cref="Free"/> for the row last noted.</summary>
    /// <param name="sign">-1 for the image of a retraction, 1 for that of an insertion.</param>
    /// <param name="image">Its writer.</param>
    /// <returns>False when the image did not fit: there is more room now, it must be written again.</returns>
    public bool TryAdd(int sign, in ImageWriter image)
    {
        if (image.Overflowed)
        {
            var length = Math.Min(Array.MaxLength, 2L * _images.Length);
            if (length == _images.Length)
            {
                throw new InsufficientMemoryException("One unit changes more than 2 GiB of result rows.");
            }

            Array.Resize(ref _images, (int)length);
            return false;
        }

        ref var row = ref _rows[_current];
        var bytes = image.Length;
        row.IsNew = false;
        if (sign < 0)
        {
            row.Before = new Image(_used, bytes);
            _used += bytes;
            return true;
        }

        row.HasAfter = true;
        if (bytes <= row.AfterRoom)
        {
            _images.AsSpan(_used, bytes).CopyTo(_images.AsSpan(row.After.Start));
            row.After = new Image(row.After.Start, bytes);
            return true;
        }

        row.After = new Image(_used, bytes);
        row.AfterRoom = bytes;
        _used += bytes;
        return true;
    }

    /// <summary>Writes the unit's diff, if it is not empty, and starts the next one.</summary>
    /// <param name="sink">Where.</param>
    /// <param name="unit">Number of the unit, or of the one whose clock made timers fire.</param>
    /// <param name="clockNs">The clock after it, nanoseconds since the Unix epoch.</param>
    /// <param name="isInstant">Whether it is an instant at which timers fired.</param>
    public void Write(ResultSink sink, ulong unit, long clockNs, bool isInstant)
    {
        if (_count == 0)
        {
            return;
        }

        var changed = DropUnchanged();
        if (changed != 0)
        {
            DiffRecords.WriteBegin(sink.Reserve(WireLayout.DiffBeginBytes), _columns, unit, changed, clockNs, isInstant);
            sink.Commit(WireLayout.DiffBeginBytes);
            if (changed > 1)
            {
                _rows.AsSpan(0, changed).Sort(static (left, right) => left.Identity.CompareTo(right.Identity));
            }

            foreach (ref readonly var row in _rows.AsSpan(0, changed))
            {
                var before = Before(row);
                var after = After(row);
                var bytes = DiffRecords.RowBytes(before.Length, after.Length);
                DiffRecords.WriteRow(sink.Reserve(bytes), _columns, row.Identity, before, after);
                sink.Commit(bytes);
            }

            DiffRecords.WriteEnd(sink.Reserve(WireLayout.DiffEndBytes));
            sink.Commit(WireLayout.DiffEndBytes);
        }

        Clear();
    }

    private int DropUnchanged()
    {
        var changed = 0;
        for (var i = 0; i < _count; i++)
        {
            ref readonly var row = ref _rows[i];
            if (!Before(row).SequenceEqual(After(row)))
            {
                _rows[changed++] = row;
            }
        }

        return changed;
    }

    // An image is never empty (a result has columns), so an empty span means that there is no row.
    private ReadOnlySpan<byte> Before(in Row row) => _images.AsSpan(row.Before.Start, row.Before.Length);

    private ReadOnlySpan<byte> After(in Row row) => row.HasAfter ? _images.AsSpan(row.After.Start, row.After.Length) : [];

    private void Clear()
    {
        if (_slots.Length != 0)
        {
            if (_slots.Length > RowsKept)
            {
                _slots = [];
            }
            else if (_count > LinearRows)
            {
                Array.Clear(_slots);
            }
        }

        _rows = _rows.Length > RowsKept ? new Row[LinearRows] : _rows;
        _images = _images.Length > BytesKept ? new byte[1024] : _images;
        _count = 0;
        _used = 0;
    }

    private int Find(in UInt128 identity)
    {
        if (_count <= LinearRows)
        {
            // The newest first: an update retracts and inserts the same row in turn.
            for (var i = _count - 1; i >= 0; i--)
            {
                if (_rows[i].Identity == identity)
                {
                    return i;
                }
            }

            return AddRow(identity);
        }

        var slot = Slot(identity);
        if (_slots[slot] != 0)
        {
            return _slots[slot] - 1;
        }

        _slots[slot] = _count + 1;
        return AddRow(identity);
    }

    private int AddRow(in UInt128 identity)
    {
        if (_count == _rows.Length)
        {
            Array.Resize(ref _rows, 2 * _count);
        }

        _rows[_count++] = new Row { Identity = identity, IsNew = true };
        if (_count > LinearRows && (_count == LinearRows + 1 || 2 * _count > _slots.Length))
        {
            FillSlots();
        }

        return _count - 1;
    }

    private void FillSlots()
    {
        if (_slots.Length < 4 * _count)
        {
            _slots = new int[Math.Max(64, 2 * _slots.Length)];
        }

        for (var i = 0; i < _count; i++)
        {
            _slots[Slot(_rows[i].Identity)] = i + 1;
        }
    }

    private int Slot(in UInt128 identity)
    {
        var slot = (int)_hash.Of(identity) & (_slots.Length - 1);
        while (_slots[slot] != 0 && _rows[_slots[slot] - 1].Identity != identity)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }

    private readonly record struct Image(int Start, int Length);

    private struct Row
    {
        internal UInt128 Identity;
        internal Image Before;
        internal Image After;
        internal int AfterRoom;
        internal bool HasAfter;
        internal bool IsNew;
    }
}
