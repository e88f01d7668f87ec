using Reactor.Contracts.Guests;

namespace Reactor.Vmm.Tests;

/// <summary>Guests that do what they must not: each ends in its own poisoning, with the reason in words, and nobody else notices.</summary>
public sealed class HostileGuestTests
{
    [Theory]
    [InlineData(1, "#UD invalid opcode at rip 0x")]
    [InlineData(2, "#PF page fault: write at 0x0 by rip 0x")]
    [InlineData(3, "#DE divide error at rip 0x")]
    [InlineData(8, "guest called socket(2)")]
    [InlineData(9, "#PF page fault: write at 0x")]
    [InlineData(10, "#PF page fault: execution at 0x")]
    [InlineData(11, "#PF page fault: read at 0xffffff8000004000")]
    [InlineData(12, "#GP general protection")]
    [InlineData(13, "#GP general protection")]
    [InlineData(14, "#PF page fault: write at 0x")]
    [InlineData(17, "guest called open(2) to write '/tmp/x'")]
    [InlineData(18, "guest exited with 3; it wrote: last words")]
    [InlineData(19, "guest called execve(2)")]
    [InlineData(20, "guest used I/O port 0x511")]
    [InlineData(21, "guest used I/O port 0x510")]
    [InlineData(22, "#")]
    [InlineData(23, "#GP general protection")]
    [InlineData(24, "#GP general protection")]
    [InlineData(25, "#PF page fault: read at 0x123456789000")]
    [InlineData(30, "#PF page fault: write at 0x7f0000001000")]
    [InlineData(31, "#PF page fault: write at 0x123455f")]
    [InlineData(32, "guest is deadlocked")]
    [InlineData(33, "#BP breakpoint")]
    [InlineData(34, "#GP general protection")]
    [InlineData(35, "guest used I/O port 0xe0")]
    [InlineData(36, "guest made a system call that would return to 0x")]
    public void Trap_poisons_the_instance_and_says_why(uint misdeed, string detail)
    {
        GuestExit exit = Commit(misdeed);

        exit.Reason.Should().Be(GuestExitReason.Trapped, "{0}", exit.Detail);
        exit.Detail.Should().StartWith(detail);
    }

    [Fact]
    public void Stack_overflow_faults_below_the_stack()
    {
        GuestExit exit = Commit(15);

        exit.Reason.Should().Be(GuestExitReason.Trapped);
        exit.Detail.Should().StartWith("stack overflow: #PF page fault: write at 0x7f003f7f");
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public void Reply_longer_than_the_outbox_is_a_protocol_violation(uint misdeed)
    {
        GuestExit exit = Commit(misdeed);

        exit.Reason.Should().Be(GuestExitReason.ProtocolViolation);
        exit.OutboxLength.Should().Be(0);
        exit.Detail.Should().Contain("in its outbox of 1048576 bytes");
    }

    [Theory]
    [InlineData(16, "guest made call 77, which means nothing here")]
    [InlineData(27, "guest made call 1, which means nothing here")]
    [InlineData(37, "guest wrote to the hypercall's port in another way")]
    public void Unknown_call_is_a_protocol_violation(uint misdeed, string detail)
    {
        GuestExit exit = Commit(misdeed);

        exit.Reason.Should().Be(GuestExitReason.ProtocolViolation);
        exit.Detail.Should().StartWith(detail);
    }

    [Fact]
    public void Executable_memory_is_not_to_be_had()
    {
        Commit(26).Should().Be(new GuestExit(GuestExitReason.Failed, 0, "no executable memory"));
    }

    [Fact]
    public void Memory_beyond_the_limit_is_refused_and_the_failure_named_after_it()
    {
        GuestExit exit = Commit(5);

        exit.Reason.Should().Be(GuestExitReason.MemoryExhausted);
        exit.Detail.Should().Contain("limit of 32 MiB").And.Contain("malloc says no");
    }

    [Theory]
    [InlineData(4)]     // computes for ever
    [InlineData(28)]    // floods the log
    [InlineData(29)]    // makes system calls for ever
    public void Deadline_ends_a_guest_that_does_not_come_back(uint misdeed)
    {
        using MicroVm guest = TestGuests.Template("hostile").Clone();
        long start = System.Diagnostics.Stopwatch.GetTimestamp();

        GuestExit exit = MicroVmTests.Call(guest, misdeed, deadline: TimeSpan.FromMilliseconds(30));

        exit.Reason.Should().Be(GuestExitReason.DeadlineExceeded, "{0}", exit.Detail);
        System.Diagnostics.Stopwatch.GetElapsedTime(start).Should().BeGreaterThan(TimeSpan.FromMilliseconds(29));
        guest.Log.Length.Should().BeLessThanOrEqualTo(16 << 10);
    }

    [Fact]
    public void Kick_that_came_too_late_does_not_stop_the_next_entry()
    {
        GuestTemplate template = TestGuests.Template("hostile");
        for (int i = 0; i < 20; i++)
        {
            using MicroVm spinning = template.Clone();
            _ = MicroVmTests.Call(spinning, 4, deadline: TimeSpan.FromMilliseconds(1));
            using MicroVm healthy = template.Clone();

            MicroVmTests.Call(healthy, 0).Reason.Should().Be(GuestExitReason.Done);
        }
    }

    [Fact]
    public void Poisoned_instance_refuses_commands_and_the_others_go_on()
    {
        GuestTemplate template = TestGuests.Template("hostile");
        using MicroVm first = template.Clone();
        using MicroVm second = template.Clone();
        MicroVmTests.Call(second, 0).Reason.Should().Be(GuestExitReason.Done);

        MicroVmTests.Call(first, 1).IsHealthy.Should().BeFalse();

        first.State.Should().Be(MicroVmState.Poisoned);
        first.Invoking(it => MicroVmTests.Call(it, 0)).Should().Throw<InvalidOperationException>();
        MicroVmTests.Call(second, 0).Reason.Should().Be(GuestExitReason.Done);
        using MicroVm third = template.Clone();
        MicroVmTests.Call(third, 0).Reason.Should().Be(GuestExitReason.Done);
    }

    [Fact]
    public void Random_system_calls_end_in_the_guest_that_makes_them()
    {
        GuestTemplate template = TestGuests.Template("fuzz");
        using MicroVm bystander = TestGuests.Template("echo").Clone();
        var outcomes = new List<string>();
        for (uint seed = 1; seed <= 60; seed++)
        {
            using MicroVm guest = template.Clone(seed % 2 == 0 ? InstanceMemory.HugePages : InstanceMemory.CopyOnWrite);

            GuestExit exit = MicroVmTests.Call(guest, seed, deadline: TimeSpan.FromSeconds(2));

            outcomes.Add(exit.Detail ?? "came back");
            exit.Reason.Should().NotBe(GuestExitReason.ProtocolViolation, "{0}", exit.Detail);
            guest.CommittedBytes.Should().BeLessThanOrEqualTo(36 << 20);
            MicroVmTests.Call(bystander, 0, "hello").Should().Be(new GuestExit(GuestExitReason.Done, 5));
        }

        outcomes.Should().Contain("came back");
        string.Concat(outcomes).Should().NotContain("\u001b");
    }

    private static GuestExit Commit(uint misdeed)
    {
        using MicroVm guest = TestGuests.Template("hostile").Clone();
        GuestExit exit = MicroVmTests.Call(guest, misdeed);
        guest.State.Should().Be(MicroVmState.Poisoned);
        return exit;
    }
}
