using System.Buffers.Binary;
using System.IO.Hashing;
using Reactor.Contracts.Changes;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow;

/// <summary>
/// Identities of rows (docs/semantics.md, section 4): XXH128 with seed 0 over a canonical byte form. Part of what is stored and sent,
/// so the forms never change:
/// an element is kind (1 byte), source (2, little-endian), id (UTF-8);
/// a match is 'P' and the identities of its elements in slot order, 16 bytes each, big-endian;
/// a group is 'G' and its values: the canonical form of a value (<see cref="CanonicalForm"/>), 'E' and the identity of an element, 16 bytes, big-endian.
/// </summary>
public static class RowIdentity
{
    private const byte Match = (byte)'P';
    private const byte Group = (byte)'G';
    private const byte Element = (byte)'E';
    private const int Bytes = 16;
    private const int LongestIdOnStack = 256;

    /// <summary>Identity of an element.</summary>
    public static UInt128 OfElement(ElementKind kind, ushort source, ReadOnlySpan<byte> id)
    {
        var length = 3 + id.Length;
        var bytes = length <= LongestIdOnStack ? stackalloc byte[LongestIdOnStack] : new byte[length];
        bytes[0] = (byte)kind;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[1..], source);
        id.CopyTo(bytes[3..]);
        return XxHash128.HashToUInt128(bytes[..length]);
    }

    /// <summary>Identity of a match of one element.</summary>
    public static UInt128 OfMatch(in UInt128 element)
    {
        Span<byte> bytes = stackalloc byte[1 + Bytes];
        bytes[0] = Match;
        BinaryPrimitives.WriteUInt128BigEndian(bytes[1..], element);
        return XxHash128.HashToUInt128(bytes);
    }

    /// <summary>Identity of a match.</summary>
    /// <param name="elements">Identities of its elements, in slot order; none for the one row of a query without MATCH.</param>
    public static UInt128 OfMatch(params ReadOnlySpan<UInt128> elements)
    {
        Span<byte> bytes = stackalloc byte[1 + (Bytes * 8)];
        if (elements.Length > 8)
        {
            bytes = new byte[1 + (Bytes * elements.Length)];
        }

        bytes[0] = Match;
        var length = 1;
        foreach (ref readonly var element in elements)
        {
            BinaryPrimitives.WriteUInt128BigEndian(bytes[length..], element);
            length += Bytes;
        }

        return XxHash128.HashToUInt128(bytes[..length]);
    }

    /// <summary>Starts the form of a group; <see cref="CanonicalBuffer.ToIdentity"/> ends it.</summary>
    public static void BeginGroup(CanonicalBuffer form)
    {
        form.Clear();
        form.AppendByte(Group);
    }

    /// <summary>Adds an element to the form of a group. Values are added by <see cref="CanonicalForm.Append"/>.</summary>
    public static void AppendElement(in UInt128 element, CanonicalBuffer form)
    {
        form.AppendByte(Element);
        form.AppendUInt64(BinaryPrimitives.ReverseEndianness((ulong)(element >> 64)));
        form.AppendUInt64(BinaryPrimitives.ReverseEndianness((ulong)element));
    }
}
