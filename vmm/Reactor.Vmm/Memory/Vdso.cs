using System.Buffers.Binary;
using System.Text;

namespace Reactor.Vmm.Memory;

/// <summary>The page of code behind a guest's clock functions: a small shared object, which its C library finds through AT_SYSINFO_EHDR.</summary>
/// <remarks>
/// As Linux' own vDSO (vdso(7)), so that C and Rust guests read clocks without a system call. The code is <c>vdso.s</c>; everything else of the file is what a C library needs to find four functions in it.
/// </remarks>
internal static class Vdso
{
    private const int HeaderBytes = 64;
    private const int ProgramHeaderBytes = 56;
    private const int SymbolBytes = 24;
    private const int DynamicStart = HeaderBytes + 2 * ProgramHeaderBytes;
    private const int DynamicBytes = 6 * 16;
    private const int HashStart = DynamicStart + DynamicBytes;
    private const int SymbolStart = HashStart + 32;
    private const int NameStart = SymbolStart + SymbolBytes * 5;
    private const int CodeStart = 0x240;

    // In the order of their addresses in the code.
    private static readonly (string Name, int Start, int End)[] Functions =
    [
        ("__vdso_clock_gettime", 0x00, 0x81), ("__vdso_gettimeofday", 0x81, 0xBB), ("__vdso_time", 0xBB, 0xE0), ("__vdso_clock_getres", 0xE0, 0x104),
    ];

    /// <summary>The assembled <c>vdso.s</c>.</summary>
    internal static ReadOnlySpan<byte> Code => Assembled;

    private static byte[] Assembled { get; } = Convert.FromHexString(
        "83FF0B777448BA00000000007F0000488B42504885C0746185FF742683FF0574"
        + "21488B8AC00000004881C1D00700004839C1480F4CC848898AC00000004889C8"
        + "EB18488B8AC80000004881C1D007000048898AC80000004801C8B900CA9A3B48"
        + "9948F7F94885D279064801CA48FFC84889064889560831C0C3B8E40000000F05"
        + "C3574883EC104889E631FFE870FFFFFF488B7C24104885FF741A488B04244889"
        + "07488B44240831D2B9E803000048F7F1488947084883C41831C0C3574883EC10"
        + "4889E631FFE836FFFFFF488B7C2410488B04244885FF74034889074883C418C3"
        + "83FF0B77174885F6740F48C7060000000048C746080100000031C0C3B8E50000"
        + "000F05C3");

    /// <summary>Writes the shared object.</summary>
    /// <param name="page">4 KiB of zeroes.</param>
    internal static void Write(Span<byte> page)
    {
        WriteHeaders(page);
        WriteDynamicSection(page[DynamicStart..]);
        WriteSymbols(page);
        Code.CopyTo(page[CodeStart..]);
    }

    // ELF64 little-endian, shared object, x86-64 (System V ABI, chapter 4).
    private static void WriteHeaders(Span<byte> page)
    {
        ReadOnlySpan<byte> identification = [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identification.CopyTo(page);
        Write16(page, 16, 3);
        Write16(page, 18, 62);
        Write32(page, 20, 1);
        Write64(page, 32, HeaderBytes);
        Write16(page, 52, HeaderBytes);
        Write16(page, 54, ProgramHeaderBytes);
        Write16(page, 56, 2);
        WriteProgramHeader(page[HeaderBytes..], type: 1, flags: 5, start: 0, GuestLayout.PageBytes, GuestLayout.PageBytes);
        WriteProgramHeader(page[(HeaderBytes + ProgramHeaderBytes)..], type: 2, flags: 4, DynamicStart, DynamicBytes, alignment: 8);
    }

    private static void WriteProgramHeader(Span<byte> header, uint type, uint flags, int start, int bytes, int alignment)
    {
        Write32(header, 0, type);
        Write32(header, 4, flags);
        Write64(header, 8, start);
        Write64(header, 16, start);
        Write64(header, 24, start);
        Write64(header, 32, bytes);
        Write64(header, 40, bytes);
        Write64(header, 48, alignment);
    }

    private static void WriteDynamicSection(Span<byte> section)
    {
        const int Hash = 4;
        const int NameTable = 5;
        const int SymbolTable = 6;
        const int NameBytes = 10;
        const int SymbolEntryBytes = 11;
        ReadOnlySpan<(int Tag, int Value)> entries =
        [
            (Hash, HashStart), (NameTable, NameStart), (SymbolTable, SymbolStart), (NameBytes, CodeStart - NameStart), (SymbolEntryBytes, SymbolBytes),
        ];
        for (int i = 0; i < entries.Length; i++)
        {
            Write64(section, 16 * i, entries[i].Tag);
            Write64(section, 16 * i + 8, entries[i].Value);
        }
    }

    // One hash bucket, whose chain runs through all symbols.
    private static void WriteSymbols(Span<byte> page)
    {
        Write32(page, HashStart, 1);
        Write32(page, HashStart + 4, (uint)Functions.Length + 1);
        Write32(page, HashStart + 8, 1);
        int name = NameStart + 1;
        for (int i = 1; i <= Functions.Length; i++)
        {
            (string text, int start, int end) = Functions[i - 1];
            Write32(page, HashStart + 12 + 4 * i, i < Functions.Length ? (uint)i + 1 : 0);

            // st_name, st_info (global function), st_shndx (any that is defined), st_value, st_size.
            Span<byte> symbol = page.Slice(SymbolStart + SymbolBytes * i, SymbolBytes);
            Write32(symbol, 0, (uint)(name - NameStart));
            symbol[4] = 0x12;
            Write16(symbol, 6, 1);
            Write64(symbol, 8, CodeStart + start);
            Write64(symbol, 16, end - start);
            name += Encoding.ASCII.GetBytes(text, page[name..]) + 1;
        }
    }

    private static void Write16(Span<byte> page, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(page[offset..], value);

    private static void Write32(Span<byte> page, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(page[offset..], value);

    private static void Write64(Span<byte> page, int offset, long value) => BinaryPrimitives.WriteInt64LittleEndian(page[offset..], value);
}
