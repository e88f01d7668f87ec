using Reactor.Contracts.Guests;

namespace Reactor.Vmm.Tests;

/// <summary>What is told about a guest that failed: names, places, last system calls.</summary>
public sealed class GuestFailureTests
{
    [Theory]
    [InlineData(1, "#PF page fault: write at 0x8 by rip 0x", "(write_to+0x", "nothing is mapped there: the null page")]
    [InlineData(7, "#PF page fault: write at 0x", "(write_to+0x", "the page's protection forbids it: the image's constants, engraved+0x0")]
    [InlineData(8, "#PF page fault: write at 0x123456789000 by rip 0x", "(write_to+0x", "nothing is mapped there: nothing that was given out")]
    [InlineData(9, "stack overflow: #PF page fault: write at 0x7f003f7f", "(recurse+0x", "the guard below the stack of thread 1")]
    [InlineData(4, "stack overflow: #PF page fault: write at 0x", "(recurse+0x", "the guard below the stack of thread 2")]
    [InlineData(5, "#UD invalid opcode at rip 0x", "(act", "last system calls:")]
    [InlineData(12, "#PF page fault: write at 0x", "(write_to+0x", "the page's protection forbids it: the image's text, act")]
    public void Detail_names_the_exception_the_function_and_the_place(uint argument, string start, string function, string place)
    {
        using MicroVm guest = Fail(argument, out GuestExit exit);

        exit.Reason.Should().Be(GuestExitReason.Trapped);
        exit.Detail.Should().StartWith(start).And.Contain(function).And.Contain(place);
    }

    [Fact]
    public void Deadline_names_the_function_that_did_not_end()
    {
        using MicroVm guest = TestGuests.Template("crash").Clone();

        GuestExit exit = MicroVmTests.Call(guest, 10, deadline: TimeSpan.FromMilliseconds(20));

        exit.Detail.Should().MatchRegex(@"^the deadline passed while the guest was at rip 0x[0-9a-f]+ \(act(\.\w+)*\+0x[0-9a-f]+\)");
        guest.Failure!.Reason.Should().Be(GuestExitReason.DeadlineExceeded);
        guest.Failure.Vector.Should().BeNull();
    }

    [Fact]
    public void Failure_holds_what_the_text_says()
    {
        using MicroVm guest = Fail(1, out GuestExit exit);

        GuestFailure failure = guest.Failure!;
        failure.Reason.Should().Be(exit.Reason);
        exit.Detail.Should().StartWith(failure.Summary);
        failure.Vector.Should().Be(14);
        failure.ErrorCode.Should().Be(6, "ring 3 wrote to a page that is not present");
        failure.FaultAddress.Should().Be(8);
        failure.FaultPlace.Should().Be("the null page");
        failure.Symbol.Should().StartWith("write_to+0x");
        failure.ThreadId.Should().Be(1);
        failure.Registers.Rdi.Should().Be(8);
        failure.CorePath.Should().BeNull();
    }

    [Fact]
    public void Failure_holds_the_registers_of_the_instruction()
    {
        using MicroVm guest = Fail(11, out _);

        guest.Failure!.Vector.Should().Be(6);
        guest.Failure.Registers.R12.Should().Be(0x5151);
        guest.Failure.Registers.Rax.Should().Be(0x1122334455667788);
    }

    [Fact]
    public void Last_system_calls_are_told_with_names_arguments_and_results()
    {
        using MicroVm guest = Fail(5, out GuestExit exit);

        string[] calls = [.. guest.Failure!.LastCalls.Select(call => call.ToString())];
        calls.Should().HaveCount(4);
        calls[0].Should().Be("close(77) = -EBADF");
        calls[1].Should().Be("call 4711(1, 2, 3, 4, 5, 6) = -ENOSYS");
        calls[2].Should().MatchRegex(@"^openat\(-100, 0x[0-9a-f]+, 0, 0\) = -ENOENT$");
        calls[3].Should().MatchRegex(@"^write\(2, 0x[0-9a-f]+, 8\) = 8$");
        exit.Detail.Should().Contain("; it wrote: no file\nlast system calls:\n  close(77) = -EBADF\n");
    }

    [Fact]
    public void Only_the_last_sixteen_calls_are_kept_oldest_first()
    {
        using MicroVm guest = Fail(6, out _);

        guest.Failure!.LastCalls.Select(call => call.Arguments[0]).Should().Equal(Enumerable.Range(1084, 16).Select(number => (ulong)number));
    }

    [Fact]
    public void Abort_is_told_with_its_words_and_the_call_it_made()
    {
        using MicroVm guest = Fail(3, out GuestExit exit);

        exit.Detail.Should().StartWith("guest aborted (SIGABRT)").And.Contain("; it wrote: about to abort");
        guest.Failure!.LastCalls[^1].Name.Should().Be("tgkill");
        guest.Failure.Symbol.Should().NotBeNull();
    }

    [Fact]
    public void Guest_that_fails_in_its_own_words_is_quoted_alone()
    {
        using MicroVm guest = Fail(99, out GuestExit exit);

        exit.Should().Be(new GuestExit(GuestExitReason.Failed, 0, "no such failure"));
        guest.Failure!.Symbol.Should().StartWith("reactor_fail", "who called the hypercall page is told");
    }

    [Fact]
    public void Healthy_instance_has_no_failure()
    {
        using MicroVm guest = TestGuests.Template("crash").Clone();

        MicroVmTests.Call(guest, 0).IsHealthy.Should().BeTrue();

        guest.Failure.Should().BeNull();
    }

    [Fact]
    public void Restored_instance_has_none_any_more()
    {
        using MicroVm guest = Fail(5, out _);

        guest.Restore(TestGuests.Template("crash").Snapshot);

        guest.Failure.Should().BeNull();
        MicroVmTests.Call(guest, 1).IsHealthy.Should().BeFalse();
        guest.Failure!.Vector.Should().Be(14);
        guest.Failure.LastCalls.Should().BeEmpty();
    }

    [Fact]
    public void Image_without_symbols_fails_with_addresses_alone()
    {
        TestGuests.RequireKvm();
        byte[] image = File.ReadAllBytes(TestGuests.Path("crash"));

        // e_shnum: without sections there are no tables.
        image.AsSpan(60, 2).Clear();
        using GuestTemplate template = GuestTemplate.Boot(
            GuestImage.Load(image), new GuestLimits { MemoryBytes = 32 << 20 }, TestGuests.NoEnvironment, TestGuests.Deadline);
        using MicroVm guest = template.Clone();

        MicroVmTests.Call(guest, 1).Detail.Should().MatchRegex("^#PF page fault: write at 0x8 by rip 0x[0-9a-f]+; nothing is mapped there: the null page; no handler for SIGSEGV$");
    }

    [Fact]
    public void Image_that_was_replaced_on_disk_keeps_its_own_names()
    {
        TestGuests.RequireKvm();
        string path = Path.GetTempFileName();
        try
        {
            File.Copy(TestGuests.Path("crash"), path, overwrite: true);
            using GuestTemplate template = GuestTemplate.Boot(
                GuestImage.Load(path), new GuestLimits { MemoryBytes = 32 << 20 }, TestGuests.NoEnvironment, TestGuests.Deadline);
            File.Delete(path);
            File.Copy(TestGuests.Path("echo"), path);
            using MicroVm guest = template.Clone();

            MicroVmTests.Call(guest, 1).Detail.Should().Contain("(write_to+0x");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Recording_system_calls_allocates_nothing()
    {
        var calls = new Reactor.Vmm.Debugging.RecentCalls();
        var registers = new Reactor.Vmm.Kvm.VcpuRegisters { Rax = 39 };
        calls.Begin(1, registers);
        calls.End(0);

        long allocated = AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                calls.Begin(1, registers);
                calls.End(i);
            }
        });

        allocated.Should().Be(0);
    }

    private static MicroVm Fail(uint argument, out GuestExit exit)
    {
        MicroVm guest = TestGuests.Template("crash").Clone();
        exit = MicroVmTests.Call(guest, argument);
        guest.State.Should().Be(MicroVmState.Poisoned);
        return guest;
    }
}
