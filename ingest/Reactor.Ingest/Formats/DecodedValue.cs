using Reactor.Contracts.Changes;

namespace Reactor.Ingest.Formats;

/// <summary>What one value of a feed says. Reused from value to value. Nothing in it means that the value carries no change by design.</summary>
internal sealed class DecodedValue
{
    private byte[] _transaction = new byte[64];
    private int _transactionLength;

    /// <summary>The changes, in order.</summary>
    public List<ElementChange> Changes { get; } = [];

    /// <summary>Which of them belong together.</summary>
    public UnitScope Scope { get; set; }

    /// <summary>Whether the changes are initial state.</summary>
    public bool IsSnapshot { get; set; }

    /// <summary>Whether the value is the last of the initial state.</summary>
    public bool EndsSnapshot { get; set; }

    /// <summary>Identity of the transaction; meaningful for <see cref="UnitScope.Transaction"/>.</summary>
    public ReadOnlySpan<byte> TransactionId => _transaction.AsSpan(0, _transactionLength);

    /// <summary>Makes the changes part of a transaction.</summary>
    public void SetTransaction(ReadOnlySpan<byte> id)
    {
        if (id.Length > _transaction.Length)
        {
            _transaction = new byte[id.Length * 2];
        }

        id.CopyTo(_transaction);
        _transactionLength = id.Length;
        Scope = UnitScope.Transaction;
    }

    /// <summary>Makes it ready for the next value.</summary>
    public void Clear()
    {
        Changes.Clear();
        Scope = UnitScope.EachChange;
        IsSnapshot = false;
        EndsSnapshot = false;
    }
}
