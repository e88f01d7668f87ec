using System.Diagnostics.CodeAnalysis;

namespace Reactor.Ingest.Formats;

/// <summary>Remembers what bytes of JSON stand for, so that names that repeat are neither decoded nor allocated again.</summary>
/// <typeparam name="T">What they stand for.</typeparam>
internal sealed class Utf8Cache<T>
{
    // A feed that never repeats itself must not fill the memory; forgetting only costs decoding again.
    private const int Capacity = 8192;

    private readonly Dictionary<byte[], T> _entries = new(ByteComparer.Instance);
    private readonly Dictionary<byte[], T>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    public Utf8Cache() => _lookup = _entries.GetAlternateLookup<ReadOnlySpan<byte>>();

    public bool TryGet(ReadOnlySpan<byte> bytes, [MaybeNullWhen(false)] out T value) => _lookup.TryGetValue(bytes, out value);

    public T Add(ReadOnlySpan<byte> bytes, T value)
    {
        if (_entries.Count == Capacity)
        {
            _entries.Clear();
        }

        _lookup[bytes] = value;
        return value;
    }

    private sealed class ByteComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly ByteComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        // Seeded per process, so that a feed cannot aim at collisions.
        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
