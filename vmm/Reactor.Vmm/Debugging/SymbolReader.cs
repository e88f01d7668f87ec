using System.Buffers.Binary;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm.Debugging;

/// <summary>Finds names in an ELF64 file's .symtab, or .dynsym when that was stripped. Trusts no field: what makes no sense has no name.</summary>
/// <remarks>Made for a failure's few questions: each is one pass over the table, nothing is kept.</remarks>
internal static class SymbolReader
{
    private const int SectionHeaderBytes = 64;
    private const int SymbolBytes = 24;
    private const int MaxNameBytes = 512;
    private const uint SymbolTable = 2;
    private const uint DynamicSymbols = 11;
    private const int NoType = 0;
    private const int Object = 1;
    private const int Function = 2;
    private const int IndirectFunction = 10;

    /// <summary>The function or object that an address lies in, or behind when the table does not say how long they are.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="address">As linked; guests are not relocated.</param>
    /// <returns><see langword="null"/> when nothing has a name there.</returns>
    internal static Symbol? Find(ReadOnlySpan<byte> file, ulong address)
    {
        if (!TryFindTable(file, SymbolTable, out ReadOnlySpan<byte> symbols, out ReadOnlySpan<byte> names)
            && !TryFindTable(file, DynamicSymbols, out symbols, out names))
        {
            return null;
        }

        // The nearest start wins; among those, one that says that it contains the address, then one with a type.
        (ulong Start, int Rank, uint Name) best = default;
        for (int i = 0; i + SymbolBytes <= symbols.Length; i += SymbolBytes)
        {
            ReadOnlySpan<byte> entry = symbols.Slice(i, SymbolBytes);
            ulong start = BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]);
            if (start > address || start < best.Start || start == 0)
            {
                continue;
            }

            int rank = Rank(file, entry, address);
            if (rank > 0 && (start > best.Start || rank > best.Rank))
            {
                best = (start, rank, BinaryPrimitives.ReadUInt32LittleEndian(entry));
            }
        }

        string name = best.Rank == 0 ? "" : Name(names, best.Name);
        return name.Length == 0 ? null : new Symbol(name, address - best.Start);
    }

    // 0 when the symbol says nothing about the address.
    private static int Rank(ReadOnlySpan<byte> file, ReadOnlySpan<byte> symbol, ulong address)
    {
        int type = symbol[4] & 0xF;
        if (type is not (NoType or Object or Function or IndirectFunction))
        {
            return 0;
        }

        ulong start = BinaryPrimitives.ReadUInt64LittleEndian(symbol[8..]);
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(symbol[16..]);
        int section = BinaryPrimitives.ReadUInt16LittleEndian(symbol[6..]);
        bool contains = size != 0 ? section != 0 && address - start < size : IsInSection(file, section, address);
        return !contains ? 0 : (size != 0 ? 2 : 1) + (type != NoType ? 1 : 0);
    }

    // Labels of assembly code have no size: they reach to the end of their section at most.
    private static bool IsInSection(ReadOnlySpan<byte> file, int index, ulong address) =>
        index > 0
        && index < BinaryPrimitives.ReadUInt16LittleEndian(file[60..])
        && TrySection(file, BinaryPrimitives.ReadUInt64LittleEndian(file[40..]), index, out ReadOnlySpan<byte> section)
        && unchecked(address - BinaryPrimitives.ReadUInt64LittleEndian(section[16..])) < BinaryPrimitives.ReadUInt64LittleEndian(section[32..]);

    private static bool TryFindTable(ReadOnlySpan<byte> file, uint wanted, out ReadOnlySpan<byte> symbols, out ReadOnlySpan<byte> names)
    {
        symbols = names = default;
        if (file.Length < SectionHeaderBytes)
        {
            return false;
        }

        ulong sections = BinaryPrimitives.ReadUInt64LittleEndian(file[40..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(file[60..]);
        for (int i = 0; i < count; i++)
        {
            if (!TrySection(file, sections, i, out ReadOnlySpan<byte> section))
            {
                return false;
            }

            if (BinaryPrimitives.ReadUInt32LittleEndian(section[4..]) == wanted)
            {
                uint link = BinaryPrimitives.ReadUInt32LittleEndian(section[40..]);
                return link < count
                    && TrySection(file, sections, (int)link, out ReadOnlySpan<byte> strings)
                    && TryContent(file, section, out symbols)
                    && TryContent(file, strings, out names);
            }
        }

        return false;
    }

    private static bool TrySection(ReadOnlySpan<byte> file, ulong sections, int index, out ReadOnlySpan<byte> header) =>
        TrySlice(file, unchecked(sections + (ulong)index * SectionHeaderBytes), SectionHeaderBytes, out header) && sections <= (ulong)file.Length;

    private static bool TryContent(ReadOnlySpan<byte> file, ReadOnlySpan<byte> header, out ReadOnlySpan<byte> content) => TrySlice(
        file, BinaryPrimitives.ReadUInt64LittleEndian(header[24..]), BinaryPrimitives.ReadUInt64LittleEndian(header[32..]), out content);

    private static bool TrySlice(ReadOnlySpan<byte> file, ulong offset, ulong length, out ReadOnlySpan<byte> part)
    {
        bool isInside = offset <= (ulong)file.Length && length <= (ulong)file.Length - offset;
        part = isInside ? file.Slice((int)offset, (int)length) : default;
        return isInside;
    }

    private static string Name(ReadOnlySpan<byte> names, uint offset)
    {
        if (offset >= (uint)names.Length)
        {
            return "";
        }

        ReadOnlySpan<byte> name = names[(int)offset..];
        int length = name[..Math.Min(name.Length, MaxNameBytes)].IndexOf((byte)0);
        return GuestText.Decode(name[..(length < 0 ? Math.Min(name.Length, MaxNameBytes) : length)]);
    }
}
