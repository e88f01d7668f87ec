using System.Buffers.Binary;
using System.Text;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Pool;

namespace Reactor.Vmm.Tests;

public sealed class MicroVmTests
{
    private const uint Echo = 0;
    private const uint Count = 1;
    private const uint ClockAndSeed = 2;
    private const uint ThreeTimes = 3;
    private const uint NoSuchFunction = 99;

    public static TheoryData<InstanceMemory> Memories => [InstanceMemory.CopyOnWrite, InstanceMemory.HugePages];

    [Theory]
    [MemberData(nameof(Memories))]
    public void Enter_runs_a_call_and_returns_what_the_guest_wrote(InstanceMemory memory)
    {
        using MicroVm guest = TestGuests.Template("echo").Clone(memory);

        GuestExit exit = Call(guest, Echo, "hello\n");

        exit.Should().Be(new GuestExit(GuestExitReason.Done, 6));
        Encoding.UTF8.GetString(guest.Outbox).Should().Be("hello\n");
        guest.State.Should().Be(MicroVmState.Ready);
    }

    [Fact]
    public void Enter_keeps_the_guests_state_over_thousands_of_calls_and_makes_no_system_call()
    {
        using MicroVm guest = TestGuests.Template("echo").Clone();

        for (int i = 0; i < 5000; i++)
        {
            Call(guest, Count).Reason.Should().Be(GuestExitReason.Done);
        }

        CountIn(guest).Should().Be(5000);
        guest.SystemCallCount.Should().Be(0);
    }

    [Fact]
    public void Enter_allocates_nothing()
    {
        using MicroVm guest = TestGuests.Template("echo").Clone();
        _ = Call(guest, Echo, "warm");

        long allocated = AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                _ = guest.Enter(GuestCommand.Call, Echo, 6, 0, TestGuests.Deadline);
            }
        });

        allocated.Should().Be(0);
    }

    [Fact]
    public void Enter_from_changing_threads_goes_on_with_the_same_guest()
    {
        using MicroVm guest = TestGuests.Template("echo").Clone();

        for (int i = 0; i < 8; i++)
        {
            var thread = new Thread(() => _ = Call(guest, Count));
            thread.Start();
            thread.Join();
        }

        CountIn(guest).Should().Be(8);
    }

    [Fact]
    public void Enter_hands_the_guest_its_clock_and_its_seed()
    {
        using MicroVm guest = TestGuests.Template("echo").Clone();

        _ = guest.Enter(GuestCommand.Call, ClockAndSeed, 0, clockNs: 1_234_567_890_123, TestGuests.Deadline);

        BinaryPrimitives.ReadInt64LittleEndian(guest.Outbox).Should().Be(1_234_567_890_123);
        guest.Outbox[8..].SequenceEqual(guest.Seed).Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Memories))]
    public void Clone_does_not_see_what_another_wrote(InstanceMemory memory)
    {
        GuestTemplate template = TestGuests.Template("echo");
        using MicroVm first = template.Clone(memory);
        using MicroVm second = template.Clone(memory);

        for (int i = 0; i < 10; i++)
        {
            _ = Call(first, Count);
        }

        _ = Call(second, Count);
        CountIn(second).Should().Be(1);
        using MicroVm third = template.Clone(memory);
        _ = Call(third, Count);
        CountIn(third).Should().Be(1);
        CountIn(first).Should().Be(10);
    }

    [Fact]
    public void Clone_draws_a_seed_of_its_own_unless_it_is_given_one()
    {
        GuestTemplate template = TestGuests.Template("echo");
        using MicroVm first = template.Clone();
        using MicroVm second = template.Clone();
        using MicroVm replayed = template.Clone(InstanceMemory.CopyOnWrite, first.Seed);

        second.Seed.SequenceEqual(first.Seed).Should().BeFalse();
        replayed.Seed.SequenceEqual(first.Seed).Should().BeTrue();
    }

    [Fact]
    public void Clone_outlives_its_template()
    {
        TestGuests.RequireKvm();
        GuestTemplate template = TestGuests.Boot("echo", new GuestLimits());
        using MicroVm guest = template.Clone();

        template.Dispose();

        Call(guest, Echo, "still here").OutboxLength.Should().Be(10);
    }

    [Fact]
    public void Continue_takes_a_reply_that_is_larger_than_the_outbox()
    {
        using MicroVm guest = TestGuests.Template("echo").Clone();

        var replies = new List<(GuestExitReason, string)>();
        GuestExit exit = Call(guest, ThreeTimes, "part");
        replies.Add((exit.Reason, Encoding.UTF8.GetString(guest.Outbox)));
        while (exit.Reason == GuestExitReason.OutboxFull)
        {
            exit = guest.Continue(TestGuests.Deadline);
            replies.Add((exit.Reason, Encoding.UTF8.GetString(guest.Outbox)));
        }

        replies.Should().Equal(
            (GuestExitReason.OutboxFull, "part"), (GuestExitReason.OutboxFull, "part"), (GuestExitReason.Done, "part"));
    }

    [Fact]
    public void Enter_in_the_middle_of_a_command_and_Continue_outside_of_one_are_refused()
    {
        using MicroVm guest = TestGuests.Template("echo").Clone();

        guest.Invoking(it => it.Continue(TestGuests.Deadline)).Should().Throw<InvalidOperationException>();
        _ = Call(guest, ThreeTimes, "part");
        guest.Invoking(it => Call(it, Echo)).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Enter_refuses_an_input_larger_than_the_inbox()
    {
        using MicroVm guest = TestGuests.Template("echo").Clone();

        guest.Invoking(it => it.Enter(GuestCommand.Call, Echo, it.Inbox.Length + 1, 0, TestGuests.Deadline))
            .Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Failure_of_the_guest_carries_its_text_and_poisons_it()
    {
        using MicroVm guest = TestGuests.Template("echo").Clone();

        Call(guest, NoSuchFunction).Should().Be(new GuestExit(GuestExitReason.Failed, 0, "no such function"));

        guest.State.Should().Be(MicroVmState.Poisoned);
        guest.Invoking(it => Call(it, Echo)).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Boxes_of_an_odd_size_have_that_capacity()
    {
        TestGuests.RequireKvm();
        using GuestTemplate template = TestGuests.Boot("echo", new GuestLimits { InboxBytes = 12 << 10, OutboxBytes = 3 << 20 });
        using MicroVm guest = template.Clone();

        guest.Inbox.Length.Should().Be(12 << 10);
        guest.Inbox.Fill(7);
        guest.Enter(GuestCommand.Call, Echo, guest.Inbox.Length, 0, TestGuests.Deadline).OutboxLength.Should().Be(12 << 10);
        guest.Outbox.IndexOfAnyExcept((byte)7).Should().Be(-1);
    }

    [Fact]
    public void Host_without_registers_in_the_shared_page_runs_the_same_guests()
    {
        TestGuests.RequireKvm();
        using var shells = new ShellPool(1, KvmDevice.OpenWithoutSyncRegisters());
        using GuestTemplate template = GuestTemplate.Boot(
            shells,
            GuestImage.Load(TestGuests.Path("libc")),
            new GuestLimits { MemoryBytes = 32 << 20 },
            TestGuests.NoEnvironment,
            TestGuests.Deadline);
        using MicroVm guest = template.Clone();

        const uint Threads = 5;
        GuestExit exit = Call(guest, Threads);

        exit.Should().Be(new GuestExit(GuestExitReason.Done, 0));
    }

    [Fact]
    public void Members_of_a_disposed_instance_throw()
    {
        MicroVm guest = TestGuests.Template("echo").Clone();
        guest.Dispose();
        guest.Dispose();

        guest.Invoking(it => Call(it, Echo)).Should().Throw<ObjectDisposedException>();
        guest.Invoking(it => it.Outbox.Length).Should().Throw<ObjectDisposedException>();
    }

    internal static GuestExit Call(MicroVm guest, uint function, string text = "", TimeSpan? deadline = null)
    {
        int length = Encoding.UTF8.GetBytes(text, guest.Inbox);
        return guest.Enter(GuestCommand.Call, function, length, clockNs: 0, deadline ?? TestGuests.Deadline);
    }

    private static ulong CountIn(MicroVm guest) => BinaryPrimitives.ReadUInt64LittleEndian(guest.Outbox);
}
