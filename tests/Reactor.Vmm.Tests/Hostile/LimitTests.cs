using Reactor.Contracts.Guests;

namespace Reactor.Vmm.Tests.Hostile;

/// <summary>A guest that uses more of the host per second than it may is stopped, with the limit in words.</summary>
public sealed class LimitTests
{
    private const uint FloodTheLog = 28;
    private const uint CallForEver = 29;

    [Fact]
    public void Exit_storm_ends_at_the_limit()
    {
        using GuestTemplate template = TestGuests.Boot("hostile", Small() with { ExitsPerSecond = 1000 });
        using MicroVm guest = template.Clone();

        GuestExit exit = MicroVmTests.Call(guest, CallForEver);

        exit.Reason.Should().Be(GuestExitReason.LimitExceeded);
        exit.Detail.Should().StartWith("guest called the host more than 1000 times in a second");
        guest.SystemCallCount.Should().BeInRange(900, 100_000);
    }

    [Fact]
    public void Log_flood_ends_at_the_limit()
    {
        using GuestTemplate template = TestGuests.Boot("hostile", Small() with { LogBytesPerSecond = 64 << 10 });
        using MicroVm guest = template.Clone();

        GuestExit exit = MicroVmTests.Call(guest, FloodTheLog);

        exit.Reason.Should().Be(GuestExitReason.LimitExceeded);
        exit.Detail.Should().StartWith("guest wrote to its log more than 65536 bytes in a second");
    }

    [Fact]
    public void Limits_do_not_add_up_over_entries_of_an_honest_guest()
    {
        using GuestTemplate template = TestGuests.Boot("hostile", Small() with { ExitsPerSecond = 100 });
        using MicroVm guest = template.Clone();

        for (int i = 0; i < 1000; i++)
        {
            MicroVmTests.Call(guest, 0).Reason.Should().Be(GuestExitReason.Done);
        }
    }

    [Theory]
    [InlineData(99, 4096, 4096)]
    [InlineData(100, 4095, 4096)]
    [InlineData(100, 4096, 4095)]
    public void Limits_below_what_a_start_needs_are_refused(long exits, long log, long read)
    {
        GuestLimits limits = Small() with { ExitsPerSecond = exits, LogBytesPerSecond = log, ReadBytesPerSecond = read };

        limits.Invoking(it => it.Validate()).Should().Throw<ArgumentOutOfRangeException>();
    }

    private static GuestLimits Small()
    {
        TestGuests.RequireKvm();
        return new GuestLimits { MemoryBytes = 32 << 20 };
    }
}
