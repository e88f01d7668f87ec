using Reactor.Vmm.Snapshots;

namespace Reactor.Vmm.Memory;

/// <content>Its bookkeeping as part of a snapshot.</content>
internal sealed partial class AddressSpace
{
    /// <summary>Writes ranges and pages; the bytes in them are the memory's.</summary>
    internal void Save(StateWriter writer)
    {
        writer.UInt64(_breakStart);
        writer.UInt64(_break);
        _regions.Save(writer);
        PageMapping[] mappings = [.. _tables.Mappings()];
        writer.Int32(mappings.Length);
        foreach (PageMapping mapping in mappings)
        {
            writer.UInt64(mapping.Address);
            writer.Int32((int)(mapping.Physical / GuestLayout.FrameBytes));
            writer.Byte((byte)mapping.Access);
        }
    }

    /// <summary>Makes frame 0 anew, but for the mailbox, with page tables that show the frames where they were.</summary>
    /// <param name="reader">What <see cref="Save"/> wrote, hostile.</param>
    /// <param name="memory">Its frame 0 zeroed, but for the mailbox.</param>
    /// <param name="limits">What the guest may use.</param>
    /// <param name="frames">Frames of physical memory in use.</param>
    /// <exception cref="SnapshotException">It is impossible.</exception>
    internal static AddressSpace Load(ref StateReader reader, GuestMemory memory, GuestLimits limits, int frames)
    {
        ulong breakStart = reader.UInt64();
        ulong end = reader.UInt64();
        reader.Require(
            breakStart is >= GuestLayout.LowestAddress and <= GuestLayout.ImageEnd && end >= breakStart && end <= GuestLayout.ImageEnd,
            "its heap is impossible");
        var tables = new PageTables(memory, SystemFrame.FirstTablePage);
        SystemFrame.Write(memory.FrameZero);
        tables.MapSystemFrame();
        var regions = RegionMap.Load(ref reader);
        var used = new HashSet<long> { 0 };
        int count = reader.Int32(limits.BoxFrames, frames - 1, "it has an impossible number of pages");
        for (int i = 0; i < count; i++)
        {
            ulong address = reader.UInt64();
            long frame = reader.Int32(1, frames - 1, "a page's frame is impossible");
            var access = (PageAccess)reader.Byte();
            bool isSound = address is >= GuestLayout.LowestAddress and < GuestLayout.UserEnd
                && address % (ulong)GuestLayout.FrameBytes == 0
                && address != GuestLayout.Mailbox
                && Enum.IsDefined(access)
                && used.Add(frame)
                && !tables.TryTranslate(address, out _, out _)
                && tables.TryMap(address, frame * GuestLayout.FrameBytes, access);
            reader.Require(isSound, $"page {i} is impossible");
        }

        for (int i = 0; i < limits.BoxFrames; i++)
        {
            long physical = (1 + i) * GuestLayout.FrameBytes;
            bool isThere = tables.TryTranslate(GuestLayout.Boxes + (ulong)(i * GuestLayout.FrameBytes), out long found, out _);
            reader.Require(isThere && found == physical, "its boxes are not where they belong");
        }

        reader.Require(used.Count <= limits.Frames, "it has more memory than its limit");
        return new AddressSpace(memory, tables, regions, new FrameTable(limits.Frames, frames, used), breakStart, end);
    }
}
