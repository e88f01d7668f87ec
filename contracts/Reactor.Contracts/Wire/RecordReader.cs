using System.Buffers.Binary;

namespace Reactor.Contracts.Wire;

/// <summary>Walks the records of an inbox or outbox.</summary>
public ref struct RecordReader
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>Starts before the first record.</summary>
    public RecordReader(ReadOnlySpan<byte> records)
    {
        _rest = records;
        Current = default;
    }

    /// <summary>The whole current record, header included.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Type of the current record.</summary>
    public readonly RecordType Type => (RecordType)Current[4];

    /// <summary>The header's byte <c>a</c>.</summary>
    public readonly byte A => Current[5];

    /// <summary>The header's word <c>b</c>.</summary>
    public readonly ushort B => BinaryPrimitives.ReadUInt16LittleEndian(Current[6..]);

    /// <summary>Whether all records were read: false after a record whose length is wrong.</summary>
    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>Moves to the next record.</summary>
    /// <returns>False at the end, and before a record whose length is no multiple of 8 or leaves the buffer: then <see cref="AtEnd"/> is false.</returns>
    public bool TryRead()
    {
        if (_rest.Length < WireLayout.HeaderBytes)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(_rest);
        if (length < WireLayout.HeaderBytes || length > _rest.Length || length % 8 != 0)
        {
            return false;
        }

        Current = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }
}
