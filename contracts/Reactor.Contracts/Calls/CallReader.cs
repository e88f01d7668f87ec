using System.Buffers.Binary;
using System.Text;

namespace Reactor.Contracts.Calls;

/// <summary>Reads the arguments, or the result, of a call in their order (docs/abi.md, section 5).</summary>
/// <remarks>Frames from the other side are checked with <see cref="CallFrame"/> first; then reading the declared types cannot fail.</remarks>
public ref struct CallReader
{
    private ReadOnlySpan<byte> _rest;

    /// <param name="frame">All values; must stay as it is while the reader, or a span it handed out, is used.</param>
    public CallReader(ReadOnlySpan<byte> frame) => _rest = frame;

    /// <summary>Whether every value was read.</summary>
    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>Reads an i32.</summary>
    /// <exception cref="InvalidOperationException">Here, as in every method: there are fewer values.</exception>
    public int ReadInt32() => (int)ReadWord();

    /// <summary>Reads a u32.</summary>
    public uint ReadUInt32() => (uint)ReadWord();

    /// <summary>Reads an i64.</summary>
    public long ReadInt64() => (long)ReadWord();

    /// <summary>Reads a u64.</summary>
    public ulong ReadUInt64() => ReadWord();

    /// <summary>Reads an f32.</summary>
    public float ReadSingle() => BitConverter.UInt32BitsToSingle((uint)ReadWord());

    /// <summary>Reads an f64.</summary>
    public double ReadDouble() => BitConverter.UInt64BitsToDouble(ReadWord());

    /// <summary>Reads a bool.</summary>
    public bool ReadBoolean() => ReadWord() != 0;

    /// <summary>Reads a string into one of its own.</summary>
    public string ReadString() => Encoding.UTF8.GetString(ReadBytes());

    /// <summary>Reads a string or bytes in place.</summary>
    /// <returns>Part of the frame: UTF-8 when the type is string.</returns>
    public ReadOnlySpan<byte> ReadBytes()
    {
        ulong length = ReadWord();
        if (length > (ulong)_rest.Length || CallFrame.Padded((int)length) > _rest.Length)
        {
            ThrowTooShort();
        }

        ReadOnlySpan<byte> bytes = _rest[..(int)length];
        _rest = _rest[CallFrame.Padded((int)length)..];
        return bytes;
    }

    private ulong ReadWord()
    {
        if (_rest.Length < CallFrame.WordBytes)
        {
            ThrowTooShort();
        }

        ulong word = BinaryPrimitives.ReadUInt64LittleEndian(_rest);
        _rest = _rest[CallFrame.WordBytes..];
        return word;
    }

    private static void ThrowTooShort() => throw new InvalidOperationException("More values were read than the call carries.");
}
