using Reactor.Contracts.Guests;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Tests;

/// <summary>Memory that a guest gives back goes back to the host, counts no more, and reads zero when it comes again.</summary>
public sealed class MemoryGiveBackTests
{
    private const long Frame = MemoryGuest.FrameBytes;

    public static TheoryData<InstanceMemory> Memories => [InstanceMemory.CopyOnWrite, InstanceMemory.HugePages];

    [Theory]
    [MemberData(nameof(Memories))]
    public void Discarded_frames_leave_the_count_and_the_host(InstanceMemory memory)
    {
        using GuestTemplate template = MemoryGuest.Boot(64 << 20);
        using MicroVm guest = template.Clone(memory);
        long committed = guest.CommittedBytes;
        guest.FillSea(0, 20 * Frame);
        long resident = Resident(guest);
        guest.CommittedBytes.Should().Be(committed + 20 * Frame);

        guest.DiscardSea(0, 20 * Frame).Should().Be(0);

        guest.CommittedBytes.Should().Be(committed);
        (resident - Resident(guest)).Should().Be(20 * Frame);
        guest.SumSea(0, 20 * Frame).Should().Be(0, "what was discarded reads zero");
        guest.CommittedBytes.Should().Be(committed + 20 * Frame, "what is touched again counts again");
    }

    [Theory]
    [MemberData(nameof(Memories))]
    public void Frames_given_back_at_one_place_can_be_committed_at_another(InstanceMemory memory)
    {
        using GuestTemplate template = MemoryGuest.Boot(32 << 20);
        using MicroVm guest = template.Clone(memory);
        const long Half = 4 * Frame;

        for (long i = 0; i < 40; i++)
        {
            guest.FillSea(i * Half, Half, value: (byte)(i + 1));
            guest.SumSea(i * Half, Half).Should().Be((i + 1) * (Half / MemoryGuest.PageBytes));
            if (i > 0)
            {
                guest.SumSea((i - 1) * Half, Half).Should().Be(0, "round {0} shall not see the frames that moved on", i);
                guest.DiscardSea((i - 1) * Half, Half);
            }

            guest.UnmapSea(i * Half, Half).Should().Be(0);
            guest.MapSea(i * Half, Half).Should().Be(0);
        }

        guest.CommittedBytes.Should().BeLessThanOrEqualTo((32 + 4) << 20);
    }

    [Fact]
    public void Guest_that_commits_and_gives_back_at_ever_new_places_gets_by_with_its_limit()
    {
        using GuestTemplate template = MemoryGuest.Boot(16 << 20);
        using MicroVm guest = template.Clone();

        guest.Wander(400 * Frame, Frame).Should().Be(0);

        guest.CommittedBytes.Should().BeLessThanOrEqualTo((16 + 4) << 20);
        guest.Process.Memory.ExtentBytes.Should().BeLessThanOrEqualTo(2 * ((16 + 4) << 20));
        MemoryCopyOnWriteTests.Mappings(guest).Should().BeLessThanOrEqualTo(6);
    }

    [Fact]
    public void Guest_that_commits_and_gives_back_for_ever_reads_zeroes_each_time()
    {
        using GuestTemplate template = MemoryGuest.Boot(32 << 20);
        using MicroVm guest = template.Clone();

        guest.FillAndDiscard(rounds: 50, bytes: 2 * Frame).Should().Be(0);
    }

    [Fact]
    public void Frame_goes_back_when_the_last_part_of_it_is_unmapped()
    {
        using GuestTemplate template = MemoryGuest.Boot(32 << 20);
        using MicroVm guest = template.Clone();
        guest.FillSea(0, Frame);
        long committed = guest.CommittedBytes;

        guest.UnmapSea(0, Frame / 2);
        guest.CommittedBytes.Should().Be(committed);
        guest.SumSea(Frame / 2, Frame / 2).Should().Be(Frame / 2 / MemoryGuest.PageBytes, "the other half is still there");
        guest.UnmapSea(Frame / 2, Frame / 2);

        guest.CommittedBytes.Should().Be(committed - Frame);
    }

    [Fact]
    public void Limit_is_met_exactly_and_again_after_everything_was_given_back()
    {
        using GuestTemplate template = MemoryGuest.Boot(32 << 20);
        using MicroVm guest = template.Clone();
        long free = guest.Process.Memory.AvailableBytes;

        for (int round = 0; round < 3; round++)
        {
            guest.CommitSea(0, free).Should().Be(0);
            guest.CommitSea(free, 1).Should().Be(12, "ENOMEM: one page more than the limit");
            guest.FillSea(0, free);
            guest.DecommitSea(0, free).Should().Be(0);
        }

        guest.FillSea(0, free);
        guest.TryOrder(1, free, 1).Reason.Should().Be(GuestExitReason.MemoryExhausted);
    }

    [Fact]
    public void Frame_of_the_template_reads_zero_after_it_was_given_back_and_counts_as_written()
    {
        using GuestTemplate template = MemoryGuest.BootWithSea(32 << 20, 4 * Frame);
        using MicroVm guest = template.Clone();
        using MicroVm other = template.Clone();
        guest.SumSea(0, 4 * Frame).Should().Be(4 * Frame / MemoryGuest.PageBytes);

        guest.DiscardSea(Frame, 2 * Frame);

        guest.SumSea(0, 4 * Frame).Should().Be(2 * Frame / MemoryGuest.PageBytes);
        other.SumSea(0, 4 * Frame).Should().Be(4 * Frame / MemoryGuest.PageBytes);
        var pages = new WrittenPages(guest.Process.Memory.Memory);
        pages.Refresh(guest.Process.Memory.ExtentBytes);
        pages.Known.Should().Contain(range => range.Length >= 2 * Frame, "the frames differ from the template although nobody wrote them");
        using MicroVm third = template.Clone();
        third.SumSea(0, 4 * Frame).Should().Be(4 * Frame / MemoryGuest.PageBytes);
    }

    [Fact]
    public void Frames_of_the_template_that_were_given_back_come_again_with_a_restore()
    {
        using GuestTemplate template = MemoryGuest.BootWithSea(32 << 20, 4 * Frame);
        using MicroVm guest = template.Clone();
        guest.SumSea(0, 4 * Frame).Should().Be(4 * Frame / MemoryGuest.PageBytes);

        for (int i = 0; i < 4; i++)
        {
            guest.Restore(template.Snapshot);
            guest.DiscardSea(i * Frame, Frame);
            guest.Restore(template.Snapshot);

            guest.SumSea(0, 4 * Frame).Should().Be(4 * Frame / MemoryGuest.PageBytes);
        }
    }

    [Fact]
    public void Memory_that_was_given_back_since_a_snapshot_is_zero_in_the_next()
    {
        using GuestTemplate template = MemoryGuest.Boot(32 << 20);
        using MicroVm guest = template.Clone();
        guest.FillSea(0, 2 * Frame, value: 7);
        using GuestSnapshot full = guest.TakeSnapshot();
        guest.DiscardSea(0, 2 * Frame);
        using GuestSnapshot empty = guest.TakeSnapshot();
        guest.Restore(full);
        guest.SumSea(0, 2 * Frame).Should().Be(7 * 2 * Frame / MemoryGuest.PageBytes);

        guest.Restore(empty);

        guest.SumSea(Frame * 4, Frame).Should().Be(0);
        guest.SumSea(0, 2 * Frame).Should().Be(0);
    }

    // Bytes of its memory that this process holds.
    private static long Resident(MicroVm guest)
    {
        var found = new List<PageRange>();
        HostPages.FindPrivate(guest.Process.Memory.Memory.Mapping, 0, guest.Process.Memory.ExtentBytes, found);
        return found.Sum(range => range.Length);
    }
}
