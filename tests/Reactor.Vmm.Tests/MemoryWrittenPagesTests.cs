using Reactor.Vmm.Kvm;
using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Tests;

/// <summary>The pages an instance has written are known exactly, and looked for only when there may be new ones.</summary>
public sealed class MemoryWrittenPagesTests
{
    [Fact]
    public void Refresh_finds_each_page_the_guest_wrote_and_no_other()
    {
        using GuestTemplate template = MemoryGuest.Boot(32 << 20);
        using MicroVm guest = template.Clone();
        WrittenPages pages = PagesOf(guest);
        guest.SumLake(0, 64 << 10);
        pages.Refresh(guest.Process.Memory.ExtentBytes);
        pages.Mark();
        long before = Count(pages);

        guest.FillLake(1 << 20, 1 << 20, step: 8 * MemoryGuest.PageBytes);
        pages.Enter(VcpuThread.Current);
        pages.Refresh(guest.Process.Memory.ExtentBytes).Should().BeTrue("the guest wrote pages it shared");

        (Count(pages) - before).Should().Be(32);
        pages.Known.Should().BeInAscendingOrder(range => range.Start);
        guest.SumLake(0, 1 << 20);
        pages.Refresh(guest.Process.Memory.ExtentBytes);
        (Count(pages) - before).Should().Be(32, "reading copies nothing");
    }

    [Fact]
    public void Refresh_asks_the_kernel_only_after_a_fault_or_another_thread()
    {
        using GuestTemplate template = MemoryGuest.Boot(32 << 20);
        using MicroVm guest = template.Clone();
        WrittenPages pages = PagesOf(guest);
        bool Refresh() => pages.Refresh(guest.Process.Memory.ExtentBytes);
        guest.FillLake(0, 64 << 10);
        Refresh().Should().BeTrue("nothing is known yet");
        int scans = 0;

        for (int i = 0; i < 50; i++)
        {
            pages.Mark();
            pages.Enter(VcpuThread.Current);
            guest.FillLake(0, 64 << 10, value: (byte)i);
            scans += Refresh() ? 1 : 0;
        }

        scans.Should().BeLessThan(10, "the same pages were written again; now and then the host's own code faults");
        pages.Mark();
        var other = new Thread(() =>
        {
            pages.Enter(VcpuThread.Current);
            guest.FillLake(1 << 20, 64 << 10);
        });
        other.Start();
        other.Join();
        Refresh().Should().BeTrue("another thread ran the guest, and its faults are not counted here");
    }

    [Fact]
    public void Memory_of_huge_pages_counts_as_written_in_whole()
    {
        using GuestTemplate template = MemoryGuest.Boot(32 << 20);
        using MicroVm guest = template.Clone(InstanceMemory.HugePages);
        WrittenPages pages = PagesOf(guest);

        pages.Refresh(guest.Process.Memory.ExtentBytes);

        pages.Known.Should().Equal(new PageRange(0, guest.Process.Memory.ExtentBytes));
    }

    private static WrittenPages PagesOf(MicroVm guest) => new(guest.Process.Memory.Memory);

    private static long Count(WrittenPages pages) => pages.Known.Sum(range => range.Length) / MemoryGuest.PageBytes;
}
