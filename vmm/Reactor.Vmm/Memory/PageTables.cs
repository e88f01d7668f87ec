using System.Buffers.Binary;

namespace Reactor.Vmm.Memory;

/// <summary>The guest's page tables: 2 MiB entries that become present, and absent again when the guest gives the memory back.</summary>
/// <remarks>
/// What is not present may become so at any exit. An entry that is present is only ever cleared (<see cref="TryUnmap"/>), and the frame behind it
/// discarded in the host after that: only the second step makes a hypervisor drop its translation, with shadow paging as with nested. Accessed and
/// dirty bits are set beforehand, so that the CPU has nothing to write here and copies of an instance share these pages.
/// </remarks>
internal sealed class PageTables
{
    private const ulong Present = 1;
    private const ulong Writable = 2;
    private const ulong User = 4;
    private const ulong Accessed = 0x20;
    private const ulong Dirty = 0x40;
    private const ulong Large = 0x80;
    private const ulong NoExecute = 1ul << 63;
    private const ulong AddressMask = 0x000F_FFFF_FFFF_F000;
    private const int EntriesPerTable = 512;
    private const ulong UserAddressEnd = 1ul << 47;

    private readonly GuestMemory _memory;

    /// <param name="memory">Where the tables lie.</param>
    /// <param name="nextTablePage">First page of frame 0 that holds no table yet: part of a snapshot.</param>
    internal PageTables(GuestMemory memory, int nextTablePage)
    {
        _memory = memory;
        NextTablePage = nextTablePage;
    }

    /// <summary>First page of frame 0 that holds no table yet.</summary>
    internal int NextTablePage { get; private set; }

    /// <summary>Maps the pages of frame 0: ring 0's tables and stubs, ring 3's mailbox and hypercall.</summary>
    internal void MapSystemFrame()
    {
        LinkTable(SystemFrame.Base, SystemFrame.SystemTablePage, user: false);
        MapPage(SystemFrame.SystemTablePage, SystemFrame.Base, SystemFrame.GdtPage, Writable | NoExecute);
        MapPage(SystemFrame.SystemTablePage, SystemFrame.Base, SystemFrame.TssPage, Writable | NoExecute);
        MapPage(SystemFrame.SystemTablePage, SystemFrame.Base, SystemFrame.IdtPage, NoExecute);
        MapPage(SystemFrame.SystemTablePage, SystemFrame.Base, SystemFrame.ExceptionStubPage, 0);
        MapPage(SystemFrame.SystemTablePage, SystemFrame.Base, SystemFrame.StackPage, Writable | NoExecute);

        LinkTable(GuestLayout.Mailbox, SystemFrame.UserTablePage, user: true);
        WriteEntry(SystemFrame.UserTablePage, 0, Physical(SystemFrame.MailboxPage) | User | Writable | NoExecute | Present | Accessed | Dirty);
        WriteEntry(SystemFrame.UserTablePage, 1, Physical(SystemFrame.HypercallPage) | User | Present | Accessed | Dirty);
        WriteEntry(SystemFrame.UserTablePage, 2, Physical(SystemFrame.VdsoPage) | User | Present | Accessed | Dirty);
    }

    /// <summary>Makes 2 MiB of virtual memory present for ring 3.</summary>
    /// <returns><see langword="false"/> when there is no room for another table: the guest's memory lies scattered over more than 480 GiB.</returns>
    internal bool TryMap(ulong address, long physicalFrame, PageAccess access)
    {
        int directory = Descend(address, create: true, user: true);
        if (directory < 0)
        {
            return false;
        }

        ulong entry = (ulong)physicalFrame | User | Present | Accessed | Dirty | Large;
        entry |= access switch
        {
            PageAccess.Execute => 0,
            PageAccess.Read => NoExecute,
            _ => NoExecute | Writable,
        };
        WriteEntry(directory, Index(address, 21), entry);
        return true;
    }

    /// <summary>Makes the 2 MiB page around an address absent. The guest may go on using it until the frame is discarded in the host.</summary>
    /// <returns><see langword="false"/> when it is not present.</returns>
    internal bool TryUnmap(ulong address, out long physicalFrame)
    {
        bool isMapped = TryTranslate(address, out long physical, out _);
        physicalFrame = physical & ~(GuestLayout.FrameBytes - 1);
        if (isMapped)
        {
            WriteEntry(Descend(address, create: false, user: true), Index(address, 21), 0);
        }

        return isMapped;
    }

    /// <summary>Finds the frame behind an address in ring 3's 2 MiB pages.</summary>
    /// <param name="address">Any address.</param>
    /// <param name="physical">Physical address of that byte.</param>
    /// <param name="writable">Whether ring 3 may write it.</param>
    /// <returns><see langword="false"/> when it is not present or not ring 3's.</returns>
    internal bool TryTranslate(ulong address, out long physical, out bool writable)
    {
        physical = 0;
        writable = false;
        if (address >= UserAddressEnd)
        {
            return false;
        }

        int directory = Descend(address, create: false, user: true);
        if (directory < 0)
        {
            return false;
        }

        ulong entry = ReadEntry(directory, Index(address, 21));
        if ((entry & (Present | User | Large)) != (Present | User | Large))
        {
            return false;
        }

        physical = (long)((entry & AddressMask) + (address & (ulong)(GuestLayout.FrameBytes - 1)));
        writable = (entry & Writable) != 0;
        return true;
    }

    /// <summary>Every 2 MiB page of ring 3, ascending by address.</summary>
    internal IEnumerable<PageMapping> Mappings()
    {
        const int UserEntries = EntriesPerTable / 2;
        for (ulong top = 0; top < UserEntries; top++)
        {
            int pointers = Child(SystemFrame.RootPage, (int)top, create: false, user: true);
            for (ulong middle = 0; pointers >= 0 && middle < EntriesPerTable; middle++)
            {
                int directory = Child(pointers, (int)middle, create: false, user: true);
                for (ulong low = 0; directory >= 0 && low < EntriesPerTable; low++)
                {
                    ulong entry = ReadEntry(directory, (int)low);
                    if ((entry & (Present | User | Large)) == (Present | User | Large))
                    {
                        yield return new PageMapping(top << 39 | middle << 30 | low << 21, (long)(entry & AddressMask), AccessOf(entry));
                    }
                }
            }
        }
    }

    /// <summary>Finds the 2 MiB page of ring 3 that an address lies in.</summary>
    internal bool TryFindMapping(ulong address, out PageMapping mapping)
    {
        ulong start = GuestLayout.AlignDown(address, (ulong)GuestLayout.FrameBytes);
        bool isPresent = TryTranslate(start, out long physical, out _);
        mapping = isPresent
            ? new PageMapping(start, physical, AccessOf(ReadEntry(Descend(start, create: false, user: true), Index(start, 21))))
            : default;
        return isPresent;
    }

    /// <summary>Skips address space without tables, so that a walk over terabytes of reservations is short.</summary>
    /// <returns>The first address from <paramref name="address"/> on that may be mapped.</returns>
    internal ulong SkipUnmapped(ulong address)
    {
        const ulong PointersBytes = 1ul << 39;
        const ulong DirectoryBytes = 1ul << 30;
        int pointers = Child(SystemFrame.RootPage, Index(address, 39), create: false, user: true);
        return pointers < 0 ? GuestLayout.AlignDown(address, PointersBytes) + PointersBytes
            : Child(pointers, Index(address, 30), create: false, user: true) < 0 ? GuestLayout.AlignDown(address, DirectoryBytes) + DirectoryBytes
            : address;
    }

    private static PageAccess AccessOf(ulong entry) => (entry & NoExecute) == 0 ? PageAccess.Execute
        : (entry & Writable) != 0 ? PageAccess.ReadWrite
        : PageAccess.Read;

    private static int Index(ulong address, int shift) => (int)(address >> shift) & (EntriesPerTable - 1);

    private static ulong Physical(int page) => (ulong)page * GuestLayout.PageBytes;

    // Page number of the page directory that covers an address, or -1.
    private int Descend(ulong address, bool create, bool user)
    {
        int pointers = Child(SystemFrame.RootPage, Index(address, 39), create, user);
        return pointers < 0 ? -1 : Child(pointers, Index(address, 30), create, user);
    }

    private int Child(int table, int index, bool create, bool user)
    {
        ulong entry = ReadEntry(table, index);
        if ((entry & Present) != 0)
        {
            return (int)((entry & AddressMask) / GuestLayout.PageBytes);
        }

        if (!create || NextTablePage == SystemFrame.TablePages)
        {
            return -1;
        }

        int child = NextTablePage++;
        WriteEntry(table, index, Physical(child) | Present | Writable | Accessed | (user ? User : 0));
        return child;
    }

    private void LinkTable(ulong address, int tablePage, bool user)
    {
        int directory = Descend(address, create: true, user);
        WriteEntry(directory, Index(address, 21), Physical(tablePage) | Present | Writable | Accessed | (user ? User : 0));
    }

    // Page n of frame 0 at base + n pages, so that a table of 512 entries shows the frame in place.
    private void MapPage(int tablePage, ulong tableBase, int page, ulong flags) =>
        WriteEntry(tablePage, Index(tableBase + Physical(page), 12), Physical(page) | Present | Accessed | Dirty | flags);

    private ulong ReadEntry(int page, int index) =>
        BinaryPrimitives.ReadUInt64LittleEndian(_memory.Slice((long)page * GuestLayout.PageBytes + index * 8, 8));

    private void WriteEntry(int page, int index, ulong entry) =>
        BinaryPrimitives.WriteUInt64LittleEndian(_memory.Slice((long)page * GuestLayout.PageBytes + index * 8, 8), entry);
}
