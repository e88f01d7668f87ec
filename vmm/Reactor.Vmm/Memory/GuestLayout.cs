namespace Reactor.Vmm.Memory;

/// <summary>Where things lie in a guest's virtual address space. Only the image chooses its own place.</summary>
internal static class GuestLayout
{
    /// <summary>Number of this layout, frame 0 and the mailbox included: raised with every change that a snapshot taken before would not survive.</summary>
    internal const int Version = 2;

    /// <summary>Bytes of one page of the page tables' last level, and of one physical frame: 2 MiB.</summary>
    internal const long FrameBytes = 2L << 20;

    /// <summary>Bytes of the page that system calls count in.</summary>
    internal const int PageBytes = 4096;

    /// <summary>Image segments lie in [<see cref="LowestAddress"/>, this); the heap of brk(2) grows behind them.</summary>
    internal const ulong ImageEnd = 0x100_0000_0000;

    /// <summary>Nothing below is ever present, so that a null reference faults.</summary>
    internal const ulong LowestAddress = 0x20_0000;

    /// <summary>mmap(2) hands out [<see cref="MappingStart"/>, <see cref="MappingEnd"/>): 8 TiB.</summary>
    internal const ulong MappingStart = 0x1000_0000_0000;

    internal const ulong MappingEnd = 0x1800_0000_0000;

    /// <summary>The mailbox page, read and write.</summary>
    internal const ulong Mailbox = 0x7F00_0000_0000;

    /// <summary>The hypercall page, read and execute.</summary>
    internal const ulong Hypercall = 0x7F00_0000_1000;

    /// <summary>The page of clock functions, read and execute.</summary>
    internal const ulong Vdso = 0x7F00_0000_2000;

    /// <summary>Inbox, then outbox, each a multiple of the page size.</summary>
    internal const ulong Boxes = 0x7F00_0020_0000;

    /// <summary>End of the main thread's stack.</summary>
    internal const ulong StackEnd = 0x7F00_4000_0000;

    /// <summary>What the main thread's stack may grow to; the 2 MiB below are never present.</summary>
    internal const ulong StackBytes = 8 << 20;

    /// <summary>End of the addresses that ring 3 can have: half of what 48 bits reach.</summary>
    internal const ulong UserEnd = 1ul << 47;

    internal static ulong AlignUp(ulong value, ulong alignment) => (value + alignment - 1) & ~(alignment - 1);

    internal static ulong AlignDown(ulong value, ulong alignment) => value & ~(alignment - 1);
}
