using Reactor.Contracts.Wire;

namespace Reactor.Contracts.Results;

/// <summary>Enumerates the rows of one diff without allocating.</summary>
public ref struct RowEnumerator
{
    private RecordReader _records;

    internal RowEnumerator(ReadOnlySpan<byte> records) => _records = new RecordReader(records);

    /// <summary>The current row.</summary>
    public readonly RowView Current => new(_records.Current);

    /// <summary>Itself, for <c>foreach</c>.</summary>
    public readonly RowEnumerator GetEnumerator() => this;

    /// <summary>Moves to the next row.</summary>
    public bool MoveNext() => _records.TryRead();
}
