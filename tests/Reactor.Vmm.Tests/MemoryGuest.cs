using System.Buffers.Binary;
using System.Globalization;
using Reactor.Contracts.Guests;

namespace Reactor.Vmm.Tests;

/// <summary>Orders for the guest of Guests/memory.c: "sea" is 1 TiB of reserved addresses, "lake" 2 MiB of the image's data.</summary>
internal static class MemoryGuest
{
    internal const long PageBytes = 4096;
    internal const long FrameBytes = 2 << 20;

    internal static GuestTemplate Boot(long memoryBytes)
    {
        TestGuests.RequireKvm();
        return TestGuests.Boot("memory", new GuestLimits { MemoryBytes = memoryBytes });
    }

    /// <summary>A template in which each page of the sea's start holds a 1.</summary>
    internal static GuestTemplate BootWithSea(long memoryBytes, long seaBytes)
    {
        TestGuests.RequireKvm();
        var environment = new Dictionary<string, string> { ["SEA"] = seaBytes.ToString(CultureInfo.InvariantCulture) };
        return GuestTemplate.Boot(
            GuestImage.Load(TestGuests.Path("memory")), new GuestLimits { MemoryBytes = memoryBytes }, environment, TestGuests.Deadline);
    }

    internal static void FillSea(this MicroVm guest, long start, long length, long step = PageBytes, byte value = 1) =>
        _ = guest.Order(1, start, length, step, value);

    internal static long SumSea(this MicroVm guest, long start, long length, long step = PageBytes) => guest.Order(2, start, length, step);

    /// <summary>madvise(2) with MADV_DONTNEED.</summary>
    internal static long DiscardSea(this MicroVm guest, long start, long length) => guest.Order(3, start, length);

    internal static void FillLake(this MicroVm guest, long start, long length, long step = PageBytes, byte value = 1) =>
        _ = guest.Order(4, start, length, step, value);

    internal static long SumLake(this MicroVm guest, long start, long length, long step = PageBytes) => guest.Order(5, start, length, step);

    internal static long UnmapSea(this MicroVm guest, long start, long length) => guest.Order(6, start, length);

    internal static long MapSea(this MicroVm guest, long start, long length) => guest.Order(7, start, length);

    /// <summary>mprotect(2) for writing; the errno.</summary>
    internal static long CommitSea(this MicroVm guest, long start, long length) => guest.Order(8, start, length);

    /// <summary>mmap(2) without any access over what was there; the errno.</summary>
    internal static long DecommitSea(this MicroVm guest, long start, long length) => guest.Order(9, start, length);

    /// <summary>Touches and unmaps one piece of the sea after the other.</summary>
    internal static long Wander(this MicroVm guest, long length, long step) => guest.Order(10, 0, length, step);

    /// <summary>Fills and discards the start of the sea; the sum of what it read before filling.</summary>
    internal static long FillAndDiscard(this MicroVm guest, long rounds, long bytes) => guest.Order(11, 0, rounds, bytes);

    internal static long Order(this MicroVm guest, ulong action, long start, long length, long step = PageBytes, byte value = 0)
    {
        GuestExit exit = guest.TryOrder(action, start, length, step, value);
        exit.Reason.Should().Be(GuestExitReason.Done, "{0}", exit.Detail);
        return BinaryPrimitives.ReadInt64LittleEndian(guest.Outbox);
    }

    internal static GuestExit TryOrder(this MicroVm guest, ulong action, long start, long length, long step = PageBytes, byte value = 0)
    {
        Span<byte> order = guest.Inbox;
        BinaryPrimitives.WriteUInt64LittleEndian(order, action);
        BinaryPrimitives.WriteInt64LittleEndian(order[8..], start);
        BinaryPrimitives.WriteInt64LittleEndian(order[16..], length);
        BinaryPrimitives.WriteInt64LittleEndian(order[24..], step);
        BinaryPrimitives.WriteInt64LittleEndian(order[32..], value);
        return guest.Enter(GuestCommand.Call, 0, 40, clockNs: 0, TestGuests.Deadline);
    }
}
