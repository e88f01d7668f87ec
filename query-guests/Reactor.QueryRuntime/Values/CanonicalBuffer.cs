using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Reactor.QueryRuntime.Values;

/// <summary>A growing buffer of canonical bytes, to be cleared and used again; what is in it can be hashed to an identity.</summary>
public sealed class CanonicalBuffer
{
    private const int InitialBytes = 256;

    private byte[] _bytes = new byte[InitialBytes];

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes written; valid until the next append.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Forgets the content.</summary>
    public void Clear() => Length = 0;

    /// <summary>Appends one byte.</summary>
    public void AppendByte(byte value) => Reserve(1)[0] = value;

    /// <summary>Appends 4 bytes, little-endian.</summary>
    public void AppendUInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(sizeof(uint)), value);

    /// <summary>Appends 8 bytes, little-endian.</summary>
    public void AppendUInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(sizeof(ulong)), value);

    /// <summary>Appends a text: u32 number of UTF-16 units, then the units. UTF-8 would make all lone surrogates one.</summary>
    public void AppendText(ReadOnlySpan<char> text)
    {
        AppendUInt32((uint)text.Length);
        MemoryMarshal.AsBytes(text).CopyTo(Reserve(text.Length * sizeof(char)));
    }

    /// <summary>The identity of what was written: XXH128 without a key, because identities outlive instances.</summary>
    public UInt128 ToIdentity() => XxHash128.HashToUInt128(Written);

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        }

        var reserved = _bytes.AsSpan(Length, count);
        Length += count;
        return reserved;
    }
}
