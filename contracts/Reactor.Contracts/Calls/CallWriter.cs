using System.Buffers.Binary;
using System.Text;

namespace Reactor.Contracts.Calls;

/// <summary>Writes the arguments, or the result, of a call in their order (docs/abi.md, section 5).</summary>
public ref struct CallWriter
{
    private readonly Span<byte> _frame;

    /// <param name="frame">Where to, [capacity].</param>
    public CallWriter(Span<byte> frame) => _frame = frame;

    /// <summary>Bytes written at the start of the frame.</summary>
    public int Length { get; private set; }

    /// <summary>Writes an i32.</summary>
    /// <exception cref="InvalidOperationException">Here, as in every method: the frame is full.</exception>
    public void Write(int value) => WriteWord((ulong)value);

    /// <summary>Writes a u32.</summary>
    public void Write(uint value) => WriteWord(value);

    /// <summary>Writes an i64.</summary>
    public void Write(long value) => WriteWord((ulong)value);

    /// <summary>Writes a u64.</summary>
    public void Write(ulong value) => WriteWord(value);

    /// <summary>Writes an f32.</summary>
    public void Write(float value) => WriteWord(BitConverter.SingleToUInt32Bits(value));

    /// <summary>Writes an f64.</summary>
    public void Write(double value) => WriteWord(BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Writes a bool.</summary>
    public void Write(bool value) => WriteWord(value ? 1ul : 0);

    /// <summary>Writes a string; characters that are no text (lone surrogates) become U+FFFD.</summary>
    public void Write(string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        _ = Encoding.UTF8.GetBytes(value, Reserve(length));
    }

    /// <summary>Writes bytes, or a string given in UTF-8.</summary>
    public void Write(scoped ReadOnlySpan<byte> value) => value.CopyTo(Reserve(value.Length));

    /// <summary>Leaves room for bytes, or a string in UTF-8, that the caller writes itself.</summary>
    /// <param name="length">How many.</param>
    /// <returns>Exactly that many, to be filled before the frame is sent.</returns>
    public Span<byte> Reserve(int length)
    {
        int room = _frame.Length - Length - CallFrame.WordBytes;
        if (length < 0 || length > room || CallFrame.Padded(length) > room)
        {
            ThrowFull();
        }

        int padded = CallFrame.Padded(length);
        WriteWord((ulong)length);
        Span<byte> bytes = _frame.Slice(Length, length);
        _frame.Slice(Length + length, padded - length).Clear();
        Length += padded;
        return bytes;
    }

    private void WriteWord(ulong word)
    {
        if (_frame.Length - Length < CallFrame.WordBytes)
        {
            ThrowFull();
        }

        BinaryPrimitives.WriteUInt64LittleEndian(_frame[Length..], word);
        Length += CallFrame.WordBytes;
    }

    private readonly void ThrowFull() => throw new InvalidOperationException($"The values of the call do not fit into {_frame.Length} bytes.");
}
