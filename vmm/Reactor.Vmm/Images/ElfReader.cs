using System.Buffers.Binary;
using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Images;

/// <summary>Reads the ELF64 headers of a guest image (System V ABI, chapter 4 and 5; AMD64 supplement). Trusts no field.</summary>
internal static class ElfReader
{
    private const int HeaderBytes = 64;
    private const int ProgramHeaderBytes = 56;
    private const int MaxProgramHeaders = 64;
    private const int TypeExecutable = 2;
    private const int TypeShared = 3;
    private const int MachineX64 = 62;
    private const uint SegmentLoad = 1;
    private const uint SegmentInterpreter = 3;
    private const uint FlagExecute = 1;
    private const uint FlagWrite = 2;

    private const string Remedy = "link it with -static -no-pie -Wl,-z,max-page-size=0x200000 -Wl,-z,separate-code";

    internal static GuestImage Read(ImageContent content)
    {
        ReadOnlySpan<byte> file = content.Start;
        CheckHeader(file);

        ulong entry = BinaryPrimitives.ReadUInt64LittleEndian(file[24..]);
        ulong headersOffset = BinaryPrimitives.ReadUInt64LittleEndian(file[32..]);
        int headerBytes = BinaryPrimitives.ReadUInt16LittleEndian(file[54..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(file[56..]);
        Require(headerBytes == ProgramHeaderBytes, $"its program headers are {headerBytes} bytes long, not {ProgramHeaderBytes}");
        Require(count is > 0 and <= MaxProgramHeaders, $"it has {count} program headers, not 1 to {MaxProgramHeaders}");
        ulong headersLength = (ulong)(count * ProgramHeaderBytes);
        Require(
            headersOffset <= (ulong)content.Length && headersLength <= (ulong)content.Length - headersOffset,
            "its program headers lie outside the file");
        if (headersOffset + headersLength > (ulong)file.Length)
        {
            return Read(content.Whole());
        }

        var segments = new List<GuestSegment>();
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> header = file.Slice((int)headersOffset + i * ProgramHeaderBytes, ProgramHeaderBytes);
            uint type = BinaryPrimitives.ReadUInt32LittleEndian(header);
            Require(type != SegmentInterpreter, $"it needs a dynamic loader; {Remedy}");
            if (type == SegmentLoad && ReadSegment(header, i, content.Length) is { } segment)
            {
                segments.Add(segment);
            }
        }

        Require(segments.Count > 0, "it has nothing to load");
        CheckPlacement(segments);
        Require(
            segments.Any(segment => segment.Access == PageAccess.Execute && entry >= segment.Address && entry < segment.End),
            $"its entry point 0x{entry:x} lies outside its code");
        return new GuestImage(
            content, segments, new ElfEntry(new GuestAddress(entry), HeadersAddress(segments, headersOffset, headersLength), count));
    }

    private static void CheckHeader(ReadOnlySpan<byte> file)
    {
        Require(file.Length >= HeaderBytes && file.StartsWith("\u007fELF"u8), "it is not an ELF file");
        Require(file[4] == 2 && file[5] == 1, "it is not a 64-bit little-endian ELF file");
        Require(file[6] == 1 && BinaryPrimitives.ReadUInt32LittleEndian(file[20..]) == 1, "its ELF version is not 1");
        int machine = BinaryPrimitives.ReadUInt16LittleEndian(file[18..]);
        Require(machine == MachineX64, $"it is for machine {machine}, not for x86-64 ({MachineX64})");
        int type = BinaryPrimitives.ReadUInt16LittleEndian(file[16..]);
        Require(type != TypeShared, $"it is position-independent or shared; {Remedy}");
        Require(type == TypeExecutable, $"its type is {type}, not an executable ({TypeExecutable})");
    }

    private static GuestSegment? ReadSegment(ReadOnlySpan<byte> header, int index, int fileLength)
    {
        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
        ulong address = BinaryPrimitives.ReadUInt64LittleEndian(header[16..]);
        ulong fileBytes = BinaryPrimitives.ReadUInt64LittleEndian(header[32..]);
        ulong memoryBytes = BinaryPrimitives.ReadUInt64LittleEndian(header[40..]);
        if (memoryBytes == 0 && fileBytes == 0)
        {
            return null;
        }

        Require(
            offset <= (ulong)fileLength && fileBytes <= (ulong)fileLength - offset,
            $"segment {index} reaches beyond the end of the file");
        Require(fileBytes <= memoryBytes, $"segment {index} has more content than memory");
        Require(
            address >= GuestLayout.LowestAddress,
            $"segment {index} lies below 0x{GuestLayout.LowestAddress:x}, which is kept free so that a null reference faults");
        Require(
            address < GuestLayout.ImageEnd && memoryBytes <= GuestLayout.ImageEnd - address,
            $"segment {index} reaches beyond 0x{GuestLayout.ImageEnd:x}");
        Require((flags & (FlagWrite | FlagExecute)) != (FlagWrite | FlagExecute), $"segment {index} is both writable and executable");

        PageAccess access = (flags & FlagExecute) != 0 ? PageAccess.Execute
            : (flags & FlagWrite) != 0 ? PageAccess.ReadWrite
            : PageAccess.Read;
        return new GuestSegment(address, memoryBytes, (int)offset, (int)fileBytes, access);
    }

    private static void CheckPlacement(List<GuestSegment> segments)
    {
        for (int i = 1; i < segments.Count; i++)
        {
            GuestSegment below = segments[i - 1];
            GuestSegment segment = segments[i];
            Require(segment.Address >= below.End, "its segments overlap or do not ascend");
            ulong frame = (ulong)GuestLayout.FrameBytes;
            Require(
                segment.Access == below.Access
                    || GuestLayout.AlignDown(segment.Address, frame) >= GuestLayout.AlignUp(below.End, frame),
                $"segments of different permissions share the 2 MiB page at 0x{GuestLayout.AlignDown(segment.Address, frame):x}; {Remedy}");
        }
    }

    // A non-PIE file has no PT_PHDR: the headers are in memory because a segment contains that part of the file.
    private static GuestAddress HeadersAddress(List<GuestSegment> segments, ulong offset, ulong length)
    {
        foreach (GuestSegment segment in segments)
        {
            ulong start = (ulong)segment.FileOffset;
            if (offset >= start && offset + length <= start + (ulong)segment.FileBytes)
            {
                return new GuestAddress(segment.Address + (offset - start));
            }
        }

        return default;
    }

    private static void Require(bool condition, string reason)
    {
        if (!condition)
        {
            throw new GuestImageException(reason);
        }
    }
}
