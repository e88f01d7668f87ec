using System.Diagnostics;
using Reactor.Contracts.Guests;

namespace Reactor.Vmm.Tests.Hostile;

/// <summary>Guests that have the host work for them: the deadline holds meanwhile, and the host's memory does not grow.</summary>
public sealed class AbuseTests
{
    private const long MostHostGrowthBytes = 192 << 20;

    [Theory]
    [InlineData(1)]     // zeroes terabytes
    [InlineData(2)]     // reserves and returns terabytes
    [InlineData(3)]     // punches holes
    [InlineData(4)]     // vectors of garbage
    [InlineData(5)]     // random numbers without end
    [InlineData(6)]     // futex storm
    [InlineData(7)]     // clone bomb
    [InlineData(8)]     // memory bomb
    [InlineData(9)]     // opens files for ever
    [InlineData(10)]    // tries every number
    [InlineData(11)]    // commits terabytes
    [InlineData(12)]    // pipes for ever
    [InlineData(13)]    // returns from signals that never came
    [InlineData(14)]    // tries every hypercall
    public void Endless_work_for_the_host_ends_by_the_deadline(uint kind)
    {
        using var witness = new Witness();
        using MicroVm guest = TestGuests.Template("abuse").Clone();
        witness.RemembersEverything();
        long before = ResidentBytes();
        long start = Stopwatch.GetTimestamp();

        GuestExit exit = MicroVmTests.Call(guest, kind, deadline: TimeSpan.FromMilliseconds(200));

        // Generous for a busy machine; what must not happen is seconds per single call.
        Stopwatch.GetElapsedTime(start).Should().BeLessThan(TimeSpan.FromSeconds(3));
        exit.IsHealthy.Should().BeFalse();
        guest.State.Should().Be(MicroVmState.Poisoned);
        (ResidentBytes() - before).Should().BeLessThan(MostHostGrowthBytes);
        guest.UnknownSystemCalls.Count.Should().BeLessThanOrEqualTo(1024);
        PageTableAudit.Check(guest);
        witness.RemembersEverything();
    }

    [Theory]
    [InlineData(15, "#PF page fault: write at 0x")]         // its text, after mprotect
    [InlineData(16, "#PF page fault: execution at 0x")]     // its heap, after mprotect
    [InlineData(17, "#PF page fault: execution at 0x")]     // its stack
    [InlineData(18, "#PF page fault: execution at 0x")]     // its outbox
    [InlineData(19, "#PF page fault: execution at 0x")]     // the mailbox
    [InlineData(20, "#PF page fault: write at 0x")]         // the hypercall
    [InlineData(21, "#PF page fault: write at 0xffffff8000001000")]
    public void Nothing_is_both_writable_and_executable(uint kind, string detail)
    {
        using var witness = new Witness();
        using MicroVm guest = TestGuests.Template("abuse").Clone();

        GuestExit exit = MicroVmTests.Call(guest, kind);

        exit.Reason.Should().Be(GuestExitReason.Trapped, "{0}", exit.Detail);
        exit.Detail.Should().StartWith(detail);
        PageTableAudit.Check(guest);
        witness.RemembersEverything();
    }

    [Theory]
    [InlineData(22, GuestExitReason.Trapped, "guest called rt_sigreturn(2) on a frame that is none: it would return to 0xffffff8000007000")]
    [InlineData(23, GuestExitReason.Failed, "still in ring 3")]
    [InlineData(24, GuestExitReason.Trapped, "guest called rt_sigreturn(2) on a frame that is none: its FPU state")]
    public void Forged_signal_frame_gives_no_privilege(uint kind, GuestExitReason reason, string detail)
    {
        using var witness = new Witness();
        using MicroVm guest = TestGuests.Template("abuse").Clone();

        GuestExit exit = MicroVmTests.Call(guest, kind);

        exit.Reason.Should().Be(reason, "{0}", exit.Detail);
        exit.Detail.Should().StartWith(detail);
        witness.RemembersEverything();
    }

    private static long ResidentBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
