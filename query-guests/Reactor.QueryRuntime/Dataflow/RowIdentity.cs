using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Reactor.Contracts.Changes;
using Reactor.QueryRuntime.Values;

namespace Reactor.QueryRuntime.Dataflow;

/// <summary>
/// Identities of rows (docs/semantics.md, section 4): XXH128 with seed 0 over a canonical byte form. Part of what is stored and sent,
/// so the forms never change:
/// an element is kind (1 byte), source (2, little-endian), id (UTF-8);
/// a relation of a join is 'V', the identities of its two ends, 16 bytes each, big-endian, and the join's id (UTF-8);
/// a match is 'P' and the identities of its elements in slot order, 16 bytes each, big-endian;
/// a path of variable length is the match of its first node, its relations in order and its last node;
/// a joined row is 'J' and the identities of its two rows, a left row without a match 'N' and its identity, an unwound row 'U', the identity
/// of its row and the element's number (8 bytes, big-endian), a row of UNION ALL 'B', its identity and the branch's number (likewise);
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

    /// <summary>Identity of a join's relation.</summary>
    /// <param name="join">The join's id.</param>
    /// <param name="start">Identity of its start.</param>
    /// <param name="end">Identity of its end.</param>
    public static UInt128 OfJoined(string join, in UInt128 start, in UInt128 end)
    {
        var length = 1 + (2 * Bytes) + Encoding.UTF8.GetByteCount(join);
        var bytes = length <= LongestIdOnStack ? stackalloc byte[LongestIdOnStack] : new byte[length];
        bytes[0] = (byte)'V';
        BinaryPrimitives.WriteUInt128BigEndian(bytes[1..], start);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[(1 + Bytes)..], end);
        Encoding.UTF8.GetBytes(join, bytes[(1 + (2 * Bytes))..]);
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

    /// <summary>Identity of a row joined of two.</summary>
    public static UInt128 OfJoin(in UInt128 left, in UInt128 right)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * Bytes)];
        bytes[0] = (byte)'J';
        BinaryPrimitives.WriteUInt128BigEndian(bytes[1..], left);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[(1 + Bytes)..], right);
        return XxHash128.HashToUInt128(bytes);
    }

    /// <summary>Identity of a left row of an outer join that has no match.</summary>
    public static UInt128 OfMiss(in UInt128 left)
    {
        Span<byte> bytes = stackalloc byte[1 + Bytes];
        bytes[0] = (byte)'N';
        BinaryPrimitives.WriteUInt128BigEndian(bytes[1..], left);
        return XxHash128.HashToUInt128(bytes);
    }

    /// <summary>Identity of the row that UNWIND makes of an element of a list.</summary>
    /// <param name="row">The row with the list.</param>
    /// <param name="ordinal">Number of the element, from 0.</param>
    public static UInt128 OfElementOf(in UInt128 row, long ordinal) => Numbered((byte)'U', row, ordinal);

    /// <summary>Identity of a row of UNION ALL.</summary>
    /// <param name="row">Identity in its branch.</param>
    /// <param name="branch">Number of the branch, from 0.</param>
    public static UInt128 OfBranch(in UInt128 row, long branch) => Numbered((byte)'B', row, branch);

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

    private static UInt128 Numbered(byte tag, in UInt128 row, long number)
    {
        Span<byte> bytes = stackalloc byte[1 + Bytes + sizeof(long)];
        bytes[0] = tag;
        BinaryPrimitives.WriteUInt128BigEndian(bytes[1..], row);
        BinaryPrimitives.WriteInt64BigEndian(bytes[(1 + Bytes)..], number);
        return XxHash128.HashToUInt128(bytes);
    }
}
