using System.Buffers.Binary;

namespace Reactor.Vmm.Snapshots;

/// <summary>Reads back what a <see cref="StateWriter"/> wrote. The bytes come from a file and are hostile: every length is checked before it is used.</summary>
/// <param name="bytes">All of it.</param>
/// <param name="path">The file, for messages.</param>
/// <param name="stateComponents">Components an XSAVE image may have on this host.</param>
internal ref struct StateReader(ReadOnlySpan<byte> bytes, string path, ulong stateComponents)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    internal ulong StateComponents { get; } = stateComponents;

    internal bool Boolean() => Byte() switch
    {
        0 => false,
        1 => true,
        byte other => throw Corrupt($"{other} where yes or no is expected"),
    };

    internal byte Byte() => Take(1)[0];

    internal int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    internal long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    internal ulong UInt64() => unchecked((ulong)Int64());

    /// <summary>A number that must lie in [low, high].</summary>
    internal int Int32(int low, int high, string what)
    {
        int value = Int32();
        Require(value >= low && value <= high, what);
        return value;
    }

    /// <summary>A number that must lie in [low, high].</summary>
    internal long Int64(long low, long high, string what)
    {
        long value = Int64();
        Require(value >= low && value <= high, what);
        return value;
    }

    /// <summary>Bytes whose number is known.</summary>
    internal ReadOnlySpan<byte> Raw(int count) => Take(count);

    /// <summary>Counted bytes, at most <paramref name="most"/>.</summary>
    internal ReadOnlySpan<byte> Bytes(int most, string what) => Take(Int32(0, most, what));

    /// <summary>Says that nothing may follow.</summary>
    internal readonly void End() => Require(_position == _bytes.Length, "more bytes than the state has");

    /// <param name="holds">What must be so.</param>
    /// <param name="what">What is wrong if it is not.</param>
    internal readonly void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw Corrupt(what);
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        Require(count <= _bytes.Length - _position, "it ends too early");
        ReadOnlySpan<byte> taken = _bytes.Slice(_position, count);
        _position += count;
        return taken;
    }

    private readonly SnapshotException Corrupt(string what) => new(path, "state", what, SnapshotRemedy.Remake);
}
