using System.Buffers.Binary;

namespace Reactor.Vmm.Tests;

/// <summary>Writes a minimal guest image, field by field, so that a test can make any of them wrong.</summary>
internal sealed class ElfBuilder
{
    internal const int HeaderBytes = 64;
    internal const int ProgramHeaderBytes = 56;
    private const uint Load = 1;

    private readonly List<byte[]> _headers = [];
    private readonly byte[] _file = new byte[0x2000];

    internal ElfBuilder()
    {
        ReadOnlySpan<byte> identification = [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identification.CopyTo(_file);
        Write16(16, 2);
        Write16(18, 62);
        Write32(20, 1);
        Write64(24, 0x400100);
        Write64(32, HeaderBytes);
        Write16(52, HeaderBytes);
        Write16(54, ProgramHeaderBytes);
    }

    /// <summary>Text at 4 MiB, constants at 6 MiB, data at 8 MiB.</summary>
    internal static ElfBuilder Valid() => new ElfBuilder()
        .Segment(Load, flags: 5, offset: 0, address: 0x400000, fileBytes: 0x1000, memoryBytes: 0x1000)
        .Segment(Load, flags: 4, offset: 0x1000, address: 0x600000, fileBytes: 0x800, memoryBytes: 0x800)
        .Segment(Load, flags: 6, offset: 0x1800, address: 0x800000, fileBytes: 0x800, memoryBytes: 0x4000);

    internal ElfBuilder Segment(uint type, uint flags, ulong offset, ulong address, ulong fileBytes, ulong memoryBytes)
    {
        byte[] header = new byte[ProgramHeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(header, type);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), flags);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(8), offset);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(16), address);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(32), fileBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(40), memoryBytes);
        header.CopyTo(_file, HeaderBytes + _headers.Count * ProgramHeaderBytes);
        _headers.Add(header);
        Write16(56, (ushort)_headers.Count);
        return this;
    }

    internal ElfBuilder Write16(int offset, ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_file.AsSpan(offset), value);
        return this;
    }

    internal ElfBuilder Write32(int offset, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_file.AsSpan(offset), value);
        return this;
    }

    internal ElfBuilder Write64(int offset, ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_file.AsSpan(offset), value);
        return this;
    }

    /// <summary>A field of a program header.</summary>
    internal ElfBuilder WriteHeader(int index, int offset, ulong value) =>
        Write64(HeaderBytes + index * ProgramHeaderBytes + offset, value);

    internal byte[] Build() => [.. _file];
}
