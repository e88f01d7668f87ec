using System.Diagnostics;
using System.Text;
using Reactor.Contracts.Guests;

namespace Reactor.Vmm.Tests;

/// <summary>Signal handlers of C guests: entered as Linux enters them, returned from as Linux returns, and harmless when they are forged.</summary>
public sealed class SignalTests
{
    [Theory]
    [InlineData(1)]     // sending, masks, pending signals
    [InlineData(2)]     // handlers that raise
    [InlineData(3)]     // CPU exceptions
    [InlineData(4)]     // what a handler must give back
    [InlineData(5)]     // what a handler may change
    [InlineData(6)]     // alternate stacks, recovering from stack overflow
    [InlineData(7)]     // between threads
    public void Program_that_handles_signals_finds_what_linux_gives_it(uint group)
    {
        using MicroVm guest = TestGuests.Template("signals").Clone();

        for (int round = 0; round < 2; round++)
        {
            GuestExit exit = MicroVmTests.Call(guest, group);

            exit.Reason.Should().Be(GuestExitReason.Done, "{0}", exit.Detail);
            Encoding.UTF8.GetString(guest.Outbox).Should().BeEmpty();
        }
    }

    [Theory]
    [InlineData(100, "#UD invalid opcode at rip 0x", "; the frame of SIGILL cannot be written at 0x123456788")]
    [InlineData(101, "#UD invalid opcode at rip 0x", "; the frame of SIGILL cannot be written at 0x")]
    [InlineData(102, "#UD invalid opcode at rip 0x", "; the frame of SIGILL cannot be written at 0x12345678f")]
    [InlineData(103, "#UD invalid opcode at rip 0x", "; the alternate stack has no room for the frame of SIGILL")]
    [InlineData(104, "#PF page fault: execution at 0x1000 by rip 0x1000; nothing is mapped there", "; SIGSEGV is blocked")]
    [InlineData(105, "#PF page fault: write at 0x0 by rip 0x", "; the handler of SIGSEGV lies at 0x8000000000000000")]
    [InlineData(106, "#PF page fault: execution at 0x1000 by rip 0x1000", "; the frame of SIGSEGV cannot be written at 0x7f003f7f")]
    [InlineData(107, "#PF page fault: write at 0x0 by rip 0x", "; the handler of SIGSEGV was registered without a restorer")]
    [InlineData(108, "#PF page fault: write at 0x0 by rip 0x", "; SIGSEGV is blocked")]
    [InlineData(109, "#PF page fault: write at 0x0 by rip 0x", "; no handler for SIGSEGV")]
    [InlineData(113, "guest cannot take SIGUSR1 at rip 0x", "the frame of SIGUSR1 cannot be written at 0x7f003f7f")]
    [InlineData(114, "guest raised SIGTERM and has no handler for it", "")]
    [InlineData(115, "guest raised SIGKILL and has no handler for it", "")]
    [InlineData(116, "guest aborted (SIGABRT)", "")]
    [InlineData(117, "guest raised SIGSTOP and has no handler for it", "")]
    [InlineData(118, "stack overflow: #PF page fault: write at 0x7f003f7f", "; the frame of SIGSEGV cannot be written at 0x7f003f7f")]
    [InlineData(119, "stack overflow: #PF page fault: write at 0x7f003f7f", "; no handler for SIGSEGV")]
    [InlineData(120, "#UD invalid opcode at rip 0x", "; the frame of SIGILL cannot be written at 0xffff")]
    [InlineData(201, "guest called rt_sigreturn(2) on a frame that is none: it would return to 0x8000000000000000", "")]
    [InlineData(202, "guest called rt_sigreturn(2) on a frame that is none: it would return to 0xffffff8000007000", "")]
    [InlineData(204, "guest called rt_sigreturn(2) on a frame that is none: its FPU state has bits set that no processor accepts", "")]
    [InlineData(205, "guest called rt_sigreturn(2) on a frame that is none: its FPU state has bits set that no processor accepts", "")]
    [InlineData(206, "guest called rt_sigreturn(2) on a frame that is none: its FPU state has bits set that no processor accepts", "")]
    [InlineData(207, "guest called rt_sigreturn(2) on a frame that is none: there is no FPU state at 0x10", "")]
    [InlineData(208, "guest called rt_sigreturn(2) on a frame that is none: there is no FPU state at 0x8000000000000000", "")]
    [InlineData(211, "#PF page fault: execution at 0x1000 by rip 0x1000", "; no handler for SIGSEGV")]
    [InlineData(213, "guest called rt_sigreturn(2) on a frame that is none: there is no frame at 0x123456789000", "")]
    public void Signal_that_cannot_be_taken_ends_the_guest_and_says_why(uint misdeed, string start, string end)
    {
        GuestExit exit = Commit(misdeed);

        exit.Reason.Should().Be(GuestExitReason.Trapped, "{0}", exit.Detail);
        exit.Detail.Should().StartWith(start);
        exit.Detail!.Contains(end, StringComparison.Ordinal).Should().BeTrue("{0}", exit.Detail);
    }

    [Theory]
    [InlineData(200)]   // as the host wrote it
    [InlineData(203)]   // every flag but TF set
    [InlineData(209)]   // no FPU state
    [InlineData(210)]   // an FXSAVE area alone
    [InlineData(212)]   // selectors of ring 0
    public void Forged_frame_gives_ring_3_what_it_could_have_anyway(uint misdeed)
    {
        Commit(misdeed).Should().Be(new GuestExit(GuestExitReason.Failed, 0, "landed"));
    }

    [Theory]
    [InlineData(110)]   // a handler returns to the instruction that faults
    [InlineData(111)]   // rt_sigreturn returns to itself
    [InlineData(112)]   // raises for ever
    public void Signals_without_end_end_at_the_deadline(uint misdeed)
    {
        long start = Stopwatch.GetTimestamp();

        GuestExit exit = Commit(misdeed, TimeSpan.FromMilliseconds(50));

        exit.Reason.Should().Be(GuestExitReason.DeadlineExceeded, "{0}", exit.Detail);
        Stopwatch.GetElapsedTime(start).Should().BeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Random_frames_end_in_the_guest_that_made_them()
    {
        using MicroVm bystander = TestGuests.Template("echo").Clone();
        for (uint seed = 1; seed <= 100; seed++)
        {
            GuestExit exit = Commit(220 | seed << 16, TimeSpan.FromMilliseconds(200));

            exit.Reason.Should().BeOneOf(GuestExitReason.Trapped, GuestExitReason.Failed, GuestExitReason.DeadlineExceeded);
        }

        MicroVmTests.Call(bystander, 0, "hello").Should().Be(new GuestExit(GuestExitReason.Done, 5));
    }

    private static GuestExit Commit(uint misdeed, TimeSpan? deadline = null)
    {
        using MicroVm guest = TestGuests.Template("signals").Clone();
        GuestExit exit = MicroVmTests.Call(guest, misdeed, deadline: deadline);
        guest.State.Should().Be(MicroVmState.Poisoned);
        return exit;
    }
}
