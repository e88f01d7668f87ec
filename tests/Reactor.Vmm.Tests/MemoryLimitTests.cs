using System.Diagnostics;
using Reactor.Contracts.Guests;

namespace Reactor.Vmm.Tests;

/// <summary>Limits of 16 MiB to 16 GiB hold exactly and cost what is touched.</summary>
public sealed class MemoryLimitTests
{
    private const long Frame = MemoryGuest.FrameBytes;

    [Theory]
    [InlineData(1, 16L << 20)]
    [InlineData(16L << 20, 16L << 20)]
    [InlineData((16L << 20) + 1, 32L << 20)]
    [InlineData(200L << 20, 256L << 20)]
    [InlineData(16L << 30, 16L << 30)]
    public void Class_is_the_next_power_of_two(long wanted, long expected) => GuestLimits.ClassOf(wanted).Should().Be(expected);

    [Theory]
    [InlineData(0)]
    [InlineData((16L << 30) + 1)]
    public void There_is_no_class_beyond_16_GiB(long wanted) =>
        FluentActions.Invoking(() => GuestLimits.ClassOf(wanted)).Should().Throw<ArgumentOutOfRangeException>();

    [Theory]
    [InlineData(8L << 20)]
    [InlineData(48L << 20)]
    [InlineData(32L << 30)]
    public void Limit_that_is_no_class_is_refused(long memoryBytes)
    {
        TestGuests.RequireKvm();

        FluentActions.Invoking(() => TestGuests.Boot("echo", new GuestLimits { MemoryBytes = memoryBytes })).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Theory]
    [InlineData(16L << 20)]
    [InlineData(128L << 20)]
    [InlineData(16L << 30)]
    public void Guest_commits_as_much_as_its_limit_and_not_one_page_more(long memoryBytes)
    {
        using GuestTemplate template = MemoryGuest.Boot(memoryBytes);
        using MicroVm guest = template.Clone();
        long free = guest.Process.Memory.AvailableBytes;
        guest.CommittedBytes.Should().BeLessThanOrEqualTo((16L + 4) << 20, "an ordinary C program is ready within the least class");
        const long Most = 40 * Frame;

        guest.FillSea(0, Math.Min(free, Most));

        if (free <= Most)
        {
            GuestExit exit = guest.TryOrder(1, free, 1);
            exit.Reason.Should().Be(GuestExitReason.MemoryExhausted);
            exit.Detail.Should().Contain($"limit of {memoryBytes >> 20} MiB");
        }
        else
        {
            guest.CommitSea(0, free + 1).Should().Be(12, "ENOMEM");
            guest.SumSea(0, Most).Should().Be(Most / MemoryGuest.PageBytes);
        }
    }

    [Fact]
    public void Guest_of_16_GiB_may_scatter_its_memory_and_costs_what_it_touches()
    {
        using GuestTemplate template = MemoryGuest.Boot(16L << 30);
        using MicroVm guest = template.Clone();
        long committed = guest.CommittedBytes;

        guest.FillSea(0, 300L << 30, step: 1L << 30);

        guest.SumSea(0, 300L << 30, step: 1L << 30).Should().Be(300);
        (guest.CommittedBytes - committed).Should().Be(300 * Frame);
        guest.DiscardSea(0, 300L << 30).Should().Be(0);
        guest.CommittedBytes.Should().Be(committed);
    }

    [Fact]
    public void Time_to_make_an_instance_does_not_grow_with_its_limit()
    {
        using GuestTemplate small = MemoryGuest.Boot(16L << 20);
        using GuestTemplate large = MemoryGuest.Boot(16L << 30);

        (double ofSmall, double ofLarge) = (double.MaxValue, double.MaxValue);
        for (int i = 0; i < 15; i++)
        {
            ofSmall = Math.Min(ofSmall, FirstAnswer(small));
            ofLarge = Math.Min(ofLarge, FirstAnswer(large));
        }

        ofLarge.Should().BeLessThan(ofSmall * 1.5, "{0:F0} us for 16 MiB", ofSmall);
    }

    // Microseconds from nothing to a result, and to nothing again.
    private static double FirstAnswer(GuestTemplate template)
    {
        long start = Stopwatch.GetTimestamp();
        using (MicroVm guest = template.Clone())
        {
            _ = guest.SumLake(0, 4096);
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }
}
