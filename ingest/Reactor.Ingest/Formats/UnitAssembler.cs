using Reactor.Contracts.Changes;

namespace Reactor.Ingest.Formats;

/// <summary>
/// Puts the live changes of one partition together to units. A transaction is open until a change of another unit follows or
/// <see cref="CloseTransaction"/> says that none will come.
/// </summary>
internal sealed class UnitAssembler
{
    private readonly List<ElementChange> _changes = [];
    private readonly List<int> _ends = [];
    private byte[] _transaction = new byte[64];
    private int _transactionLength;
    private bool _isOpen;
    private bool _continues;

    /// <summary>Changes held, those of the open transaction included.</summary>
    public int Count => _changes.Count;

    /// <summary>Changes held that belong to complete units.</summary>
    public int ReadyCount => _ends.Count == 0 ? 0 : _ends[^1];

    /// <summary>Whether more changes of the last transaction may follow.</summary>
    public bool HasOpenTransaction => _isOpen;

    /// <summary>Whether the first changes held go on a transaction of which a part was already taken.</summary>
    public bool ContinuesTaken => _continues;

    public void Add(DecodedValue value)
    {
        if (value.Scope == UnitScope.Transaction)
        {
            AddToTransaction(value);
            return;
        }

        CloseTransaction();
        foreach (var change in value.Changes)
        {
            _changes.Add(change);
            if (value.Scope == UnitScope.EachChange)
            {
                _ends.Add(_changes.Count);
            }
        }

        if (value.Scope == UnitScope.WholeValue)
        {
            EndUnit();
        }
    }

    /// <summary>Ends the open transaction, if there is one.</summary>
    public void CloseTransaction()
    {
        if (_isOpen)
        {
            _isOpen = false;
            EndUnit();
        }
    }

    /// <summary>Takes the complete units.</summary>
    public (ElementChange[] Changes, int[]? Ends) TakeReady()
    {
        var count = ReadyCount;
        var changes = Take(count);
        // Units of one change each need no list of ends; the first one of a transaction taken in parts does.
        var ends = _ends.Count == count && !_continues ? null : _ends.ToArray();
        _ends.Clear();
        _continues = false;
        return (changes, ends);
    }

    /// <summary>Takes a part of a transaction that grew too large to be held; no complete unit may be held before it.</summary>
    public (ElementChange[] Changes, int[]? Ends) TakePart()
    {
        // One change stays, because the end of a transaction is told by the index behind its last change.
        var changes = Take(_changes.Count - 1);
        _continues = true;
        return (changes, []);
    }

    private void AddToTransaction(DecodedValue value)
    {
        if (value.Changes.Count == 0)
        {
            return;
        }

        var id = value.TransactionId;
        if (_isOpen && !id.SequenceEqual(_transaction.AsSpan(0, _transactionLength)))
        {
            CloseTransaction();
        }

        if (!_isOpen)
        {
            _isOpen = true;
            if (id.Length > _transaction.Length)
            {
                _transaction = new byte[id.Length * 2];
            }

            id.CopyTo(_transaction);
            _transactionLength = id.Length;
        }

        _changes.AddRange(value.Changes);
    }

    private void EndUnit()
    {
        if (_changes.Count > ReadyCount)
        {
            _ends.Add(_changes.Count);
        }
    }

    private ElementChange[] Take(int count)
    {
        var taken = new ElementChange[count];
        _changes.CopyTo(0, taken, 0, count);
        _changes.RemoveRange(0, count);
        return taken;
    }
}
