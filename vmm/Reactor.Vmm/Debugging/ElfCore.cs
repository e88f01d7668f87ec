using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Debugging;

/// <summary>Writes a guest as an ELF core file, as Linux does for a process: <c>gdb guest.elf core</c> opens it.</summary>
/// <remarks>
/// Every page the guest could read is in it, text included, under its virtual address. Pages of zeroes become holes of the file, so that
/// it takes the disk space of what the guest wrote, not of what it was given.
/// </remarks>
internal static class ElfCore
{
    private const int HeaderBytes = 64;
    private const int SegmentHeaderBytes = 56;
    private const ushort TypeCore = 4;
    private const ushort MachineX64 = 62;
    private const uint SegmentLoad = 1;
    private const uint SegmentNote = 4;
    private const uint Executable = 1;
    private const uint Writable = 2;
    private const uint Readable = 4;

    /// <summary>Writes the file, readable and writable for its owner only; replaces one that is there.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="content">What.</param>
    /// <exception cref="IOException">The file cannot be written; what was written of it is left behind.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    internal static void Write(string path, CoreContent content)
    {
        List<PresentPage> pages = Pages(content.Memory);
        List<Range> ranges = Ranges(pages);
        ReadOnlyMemory<byte> notes = CoreNotes.Of(content);
        int headersLength = HeaderBytes + SegmentHeaderBytes * (ranges.Count + 1);
        long dataOffset = AlignUp(headersLength + notes.Length);

        using FileStream file = Create(path);
        byte[] headers = new byte[headersLength];
        WriteHeader(headers, ranges.Count + 1);
        WriteSegment(headers.AsSpan(HeaderBytes), SegmentNote, 0, headersLength, 0, notes.Length, alignment: 4);
        long offset = dataOffset;
        for (int i = 0; i < ranges.Count; i++)
        {
            Range range = ranges[i];
            WriteSegment(
                headers.AsSpan(HeaderBytes + SegmentHeaderBytes * (i + 1)),
                SegmentLoad,
                Flags(range.Access),
                offset,
                range.Start,
                range.Length,
                GuestLayout.PageBytes);
            offset += range.Length;
        }

        SafeFileHandle handle = file.SafeFileHandle;
        RandomAccess.SetLength(handle, offset);
        RandomAccess.Write(handle, headers, 0);
        RandomAccess.Write(handle, notes.Span, headersLength);
        offset = dataOffset;
        foreach (PresentPage page in pages)
        {
            WriteSparse(handle, offset, content.Memory.Memory.Slice(page.Physical, page.Length));
            offset += page.Length;
        }
    }

    // A file that is there would keep its mode.
    private static FileStream Create(string path)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    // Mailbox and hypercall are pages of 4 KiB below the boxes; everything else is pages of 2 MiB.
    private static List<PresentPage> Pages(AddressSpace memory)
    {
        List<PresentPage> pages = [.. memory.Mappings().Select(
            mapping => new PresentPage(mapping.Address, mapping.Physical, (int)GuestLayout.FrameBytes, mapping.Access))];
        int behind = pages.FindIndex(page => page.Address > GuestLayout.Hypercall);
        pages.InsertRange(
            behind < 0 ? pages.Count : behind,
            [
                new PresentPage(GuestLayout.Mailbox, SystemFrame.MailboxPage * GuestLayout.PageBytes, GuestLayout.PageBytes, PageAccess.ReadWrite),
                new PresentPage(GuestLayout.Hypercall, SystemFrame.HypercallPage * GuestLayout.PageBytes, GuestLayout.PageBytes, PageAccess.Execute),
            ]);
        return pages;
    }

    private static List<Range> Ranges(List<PresentPage> pages)
    {
        var ranges = new List<Range>();
        foreach (PresentPage page in pages)
        {
            if (ranges.Count > 0 && ranges[^1] is var last && last.Start + (ulong)last.Length == page.Address && last.Access == page.Access)
            {
                ranges[^1] = last with { Length = last.Length + page.Length };
            }
            else
            {
                ranges.Add(new Range(page.Address, page.Length, page.Access));
            }
        }

        return ranges;
    }

    // Runs of pages that are not all zeroes.
    private static void WriteSparse(SafeFileHandle file, long offset, ReadOnlySpan<byte> memory)
    {
        int start = 0;
        while (start < memory.Length)
        {
            int end = start;
            while (end < memory.Length && memory.Slice(end, GuestLayout.PageBytes).ContainsAnyExcept((byte)0))
            {
                end += GuestLayout.PageBytes;
            }

            if (end > start)
            {
                RandomAccess.Write(file, memory[start..end], offset + start);
            }

            start = end + GuestLayout.PageBytes;
        }
    }

    // Elf64_Ehdr.
    private static void WriteHeader(Span<byte> header, int segments)
    {
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header[16..], TypeCore);
        BinaryPrimitives.WriteUInt16LittleEndian(header[18..], MachineX64);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], HeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(header[52..], HeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(header[54..], SegmentHeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(header[56..], checked((ushort)segments));
    }

    // Elf64_Phdr.
    private static void WriteSegment(Span<byte> header, uint type, uint flags, long offset, ulong address, long length, ulong alignment)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, type);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], flags);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], offset);
        BinaryPrimitives.WriteUInt64LittleEndian(header[16..], address);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], length);
        BinaryPrimitives.WriteInt64LittleEndian(header[40..], type == SegmentLoad ? length : 0);
        BinaryPrimitives.WriteUInt64LittleEndian(header[48..], alignment);
    }

    private static uint Flags(PageAccess access) => access switch
    {
        PageAccess.Execute => Readable | Executable,
        PageAccess.ReadWrite => Readable | Writable,
        _ => Readable,
    };

    private static long AlignUp(long value) => (long)GuestLayout.AlignUp((ulong)value, GuestLayout.PageBytes);

    private readonly record struct PresentPage(ulong Address, long Physical, int Length, PageAccess Access);

    private readonly record struct Range(ulong Start, long Length, PageAccess Access);
}
