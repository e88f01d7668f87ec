using System.Buffers.Binary;
using System.Text.Unicode;

namespace Reactor.Contracts.Calls;

/// <summary>The encoding of arguments and results (docs/abi.md, section 5): one word of 8 bytes per value, behind a length its bytes, padded with zeroes.</summary>
public static class CallFrame
{
    /// <summary>Bytes of a number, and the alignment of everything: 8.</summary>
    public const int WordBytes = 8;

    /// <summary>Checks a frame from the other side: afterwards reading these types cannot fail, and the values have their one encoding.</summary>
    /// <param name="frame">Hostile, but not changing meanwhile.</param>
    /// <param name="types">What it must hold.</param>
    /// <returns><see langword="null"/>, or what is wrong.</returns>
    public static string? FindFault(ReadOnlySpan<byte> frame, ReadOnlySpan<CallType> types)
    {
        for (int i = 0; i < types.Length; i++)
        {
            if (frame.Length < WordBytes)
            {
                return $"value {i} of {types.Length} is missing";
            }

            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(frame);
            frame = frame[WordBytes..];
            if (types[i] is CallType.String or CallType.Bytes)
            {
                if (word > (ulong)frame.Length || Padded((int)word) > frame.Length)
                {
                    return $"value {i} is longer than its frame";
                }

                ReadOnlySpan<byte> bytes = frame[..(int)word];
                if (types[i] == CallType.String && !Utf8.IsValid(bytes))
                {
                    return $"value {i} is not UTF-8";
                }

                if (frame[(int)word..Padded((int)word)].ContainsAnyExcept((byte)0))
                {
                    return $"the padding of value {i} is not zero";
                }

                frame = frame[Padded((int)word)..];
            }
            else if (!IsCanonical(types[i], word))
            {
                return $"value {i} is no {FunctionSignature.NameOf(types[i])}: 0x{word:x}";
            }
        }

        return frame.IsEmpty ? null : $"{frame.Length} bytes follow the last value";
    }

    /// <summary>Checks a result from the other side.</summary>
    /// <param name="frame">Hostile, but not changing meanwhile.</param>
    /// <param name="result">What it must hold; nothing for <see cref="CallType.Void"/>.</param>
    /// <returns><see langword="null"/>, or what is wrong.</returns>
    public static string? FindFault(ReadOnlySpan<byte> frame, CallType result) =>
        FindFault(frame, result == CallType.Void ? [] : new ReadOnlySpan<CallType>(in result));

    internal static int Padded(int length) => (length + (WordBytes - 1)) & ~(WordBytes - 1);

    private static bool IsCanonical(CallType type, ulong word) => type switch
    {
        CallType.I32 => (long)word is >= int.MinValue and <= int.MaxValue,
        CallType.U32 or CallType.F32 => word <= uint.MaxValue,
        CallType.Bool => word <= 1,
        _ => true,
    };
}
