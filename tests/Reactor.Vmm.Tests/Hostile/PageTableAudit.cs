using System.Buffers.Binary;

namespace Reactor.Vmm.Tests.Hostile;

/// <summary>Walks the page tables of an instance as the CPU would, with code that has nothing in common with what wrote them.</summary>
internal static class PageTableAudit
{
    private const ulong Present = 1;
    private const ulong Writable = 2;
    private const ulong User = 4;
    private const ulong Large = 0x80;
    private const ulong NoExecute = 1ul << 63;
    private const ulong AddressMask = 0x000F_FFFF_FFFF_F000;
    private const ulong FrameBytes = 2 << 20;
    private const ulong RootPage = 0x1000;

    /// <summary>Fails when ring 3 can write what it can execute, or reaches anything of frame 0 but mailbox, hypercall and clock functions.</summary>
    internal static void Check(MicroVm guest)
    {
        Span<byte> frame = guest.Process.Memory.Memory.FrameZero;
        var leaves = new List<(ulong Physical, ulong Bytes, ulong Flags)>();
        Walk(frame, RootPage, level: 4, inherited: User | Writable, leaves);
        var usersPages = new List<ulong>();
        var seen = new HashSet<ulong>();
        foreach ((ulong physical, ulong bytes, ulong flags) in leaves)
        {
            bool isUser = (flags & User) != 0;
            bool isWritable = (flags & Writable) != 0;
            bool isExecutable = (flags & NoExecute) == 0;
            (isWritable && isExecutable).Should().BeFalse("page at physical 0x{0:x} would be writable code", physical);
            if (!isUser)
            {
                continue;
            }

            if (physical < FrameBytes)
            {
                bytes.Should().Be(4096, "frame 0 is mapped page by page");
                usersPages.Add(physical);
            }
            else
            {
                physical.Should().BeLessThan((ulong)guest.Process.Memory.ExtentBytes);
                seen.Add(physical).Should().BeTrue("physical 0x{0:x} would be mapped twice", physical);
            }
        }

        usersPages.Should().BeEquivalentTo([0xA000ul, 0xB000ul, 0xC000ul], "ring 3 has the hypercall, the mailbox and the clock functions of frame 0");
    }

    private static void Walk(ReadOnlySpan<byte> frame, ulong table, int level, ulong inherited, List<(ulong, ulong, ulong)> leaves)
    {
        for (int index = 0; index < 512; index++)
        {
            ulong entry = BinaryPrimitives.ReadUInt64LittleEndian(frame[((int)table + index * 8)..]);
            if ((entry & Present) == 0)
            {
                continue;
            }

            ulong flags = (entry & inherited & (User | Writable)) | ((entry | inherited) & NoExecute);
            ulong address = entry & AddressMask;
            if (level == 1 || (entry & Large) != 0)
            {
                level.Should().BeLessThanOrEqualTo(2);
                leaves.Add((address, level == 1 ? 4096 : FrameBytes, flags));
            }
            else
            {
                address.Should().BeLessThan(FrameBytes, "tables lie in frame 0");
                Walk(frame, address, level - 1, flags, leaves);
            }
        }
    }
}
