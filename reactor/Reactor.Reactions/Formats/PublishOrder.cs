using Reactor.Contracts.Results;
using Reactor.Contracts.Wire;

namespace Reactor.Reactions.Formats;

/// <summary>
/// Walks the rows of a diff in the order in which they are sent one by one: deleted, updated, added, each ascending by identity. A receiver
/// that files rows under a key of its own then never deletes the row that replaced another under the same key.
/// </summary>
/// <remarks>A position is a plain value (<see cref="Save"/>), so that a walk can go on after an await.</remarks>
internal ref struct PublishOrder
{
    private readonly ResultBatch _batch;
    private readonly DiffEntry _diff;
    private RowEnumerator _rows;
    private RowChange _pass;
    private int _passedBytes;
    private int _number;

    /// <summary>Starts before the first row.</summary>
    public PublishOrder(ResultBatch batch, scoped in DiffEntry diff)
        : this(batch, diff, new Position(RowChange.Deleted, 0, -1))
    {
    }

    /// <summary>Goes on behind a saved position.</summary>
    public PublishOrder(ResultBatch batch, scoped in DiffEntry diff, Position position)
    {
        _batch = batch;
        _diff = diff;
        (_pass, _passedBytes, _number) = position;
        var rest = diff with { Offset = diff.Offset + position.PassedBytes, Length = diff.Length - position.PassedBytes };
        _rows = batch.Rows(rest);
    }

    /// <summary>The current row.</summary>
    public readonly RowView Current => _rows.Current;

    /// <summary>Number of the current row in this order, from 0: the last part of its result id.</summary>
    public readonly int Number => _number;

    /// <summary>Where the walk stands.</summary>
    public readonly Position Save() => new(_pass, _passedBytes, _number);

    /// <summary>Moves to the next row.</summary>
    public bool MoveNext()
    {
        do
        {
            while (_rows.MoveNext())
            {
                var row = _rows.Current;
                _passedBytes += DiffRecords.RowBytes(row.BeforeImage.Length, row.AfterImage.Length);
                if (row.Change == _pass)
                {
                    _number++;
                    return true;
                }
            }
        }
        while (TryBeginNextPass());

        return false;
    }

    private bool TryBeginNextPass()
    {
        if (_pass == RowChange.Added)
        {
            return false;
        }

        _pass = _pass == RowChange.Deleted ? RowChange.Updated : RowChange.Added;
        _passedBytes = 0;
        _rows = _batch.Rows(_diff);
        return true;
    }

    /// <summary>A place in the order.</summary>
    /// <param name="Pass">Which rows are being sent.</param>
    /// <param name="PassedBytes">Bytes of row records before the place, in this pass.</param>
    /// <param name="Number">Number of the row last sent, -1 before the first.</param>
    internal readonly record struct Position(RowChange Pass, int PassedBytes, int Number);
}
