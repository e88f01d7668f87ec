using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Tests;

/// <summary>Instances that write much move to 2 MiB pages of their own, unnoticed by the guest.</summary>
public sealed class MemoryPromotionTests
{
    private const long Sea = 8 * MemoryGuest.FrameBytes;
    private const long SeaPages = Sea / MemoryGuest.PageBytes;

    [Fact]
    public void Promoted_instance_goes_on_with_its_own_bytes_and_the_template_keeps_its()
    {
        using GuestTemplate template = MemoryGuest.BootWithSea(64 << 20, Sea);
        using MicroVm guest = template.Clone();
        guest.FillSea(0, Sea, step: 2 * MemoryGuest.PageBytes, value: 5);
        guest.DiscardSea(0, MemoryGuest.FrameBytes);
        const long Expected = (5 + 1) * SeaPages / 2 - 6 * 256;

        guest.Promote().Should().BeTrue();

        guest.SumSea(0, Sea).Should().Be(Expected);
        guest.Promote().Should().BeFalse("it has such pages already");
        guest.FillSea(0, Sea, value: 9);
        guest.SumSea(0, Sea).Should().Be(9 * SeaPages);
        using MicroVm other = template.Clone();
        other.SumSea(0, Sea).Should().Be(SeaPages);
    }

    [Fact]
    public void Promoted_instance_is_restored_and_gives_memory_back()
    {
        using GuestTemplate template = MemoryGuest.BootWithSea(64 << 20, Sea);
        using MicroVm guest = template.Clone();
        guest.Promote();
        guest.FillSea(0, 2 * Sea, value: 7);

        guest.Restore(template.Snapshot);

        guest.SumSea(0, Sea).Should().Be(SeaPages);
        long committed = guest.CommittedBytes;
        guest.DiscardSea(0, Sea);
        guest.CommittedBytes.Should().Be(committed - Sea);
        guest.SumSea(0, Sea).Should().Be(0);
    }

    [Fact]
    public void Adaptive_instance_is_promoted_when_it_has_written_much_and_not_before()
    {
        using GuestTemplate template = MemoryGuest.BootWithSea(64 << 20, Sea);
        using MicroVm cold = template.Clone(InstanceMemory.Adaptive);
        using MicroVm hot = template.Clone(InstanceMemory.Adaptive);

        for (int i = 0; i < 200; i++)
        {
            cold.FillSea(0, 16 * MemoryGuest.PageBytes);
            hot.FillSea(0, (HeatGauge.HotPages + 100) * MemoryGuest.PageBytes);
        }

        cold.Promote().Should().BeTrue("it was not promoted yet");
        hot.Promote().Should().BeFalse("it was promoted already");
        hot.SumSea(0, Sea).Should().Be(SeaPages);
    }
}
