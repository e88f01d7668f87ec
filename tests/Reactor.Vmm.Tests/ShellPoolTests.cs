using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Pool;

namespace Reactor.Vmm.Tests;

/// <summary>Many instances over few virtual machines: each goes on as if it had one of its own.</summary>
public sealed class ShellPoolTests
{
    private const uint Keep = 0;
    private const uint Trap = 1;

    [Fact]
    public void Instances_in_the_middle_of_a_command_keep_every_kind_of_register_while_others_use_their_shell()
    {
        using ShellPool shells = NewPool(3);
        using GuestTemplate template = Boot(shells, "registers");
        List<MicroVm> guests = Clones(template, 200);

        for (int i = 0; i < guests.Count; i++)
        {
            Begin(guests[i], Number(i)).Reason.Should().Be(GuestExitReason.OutboxFull);
        }

        for (int i = guests.Count - 1; i >= 0; i--)
        {
            BinaryPrimitives.ReadUInt64LittleEndian(guests[i].Outbox).Should().Be(Number(i));
            guests[i].Continue(TestGuests.Deadline).Reason.Should().Be(GuestExitReason.Done);
            Kept(guests[i]).Should().Equal(Expected(Number(i)));
        }

        shells.Count.Should().Be(3);
        guests.ForEach(guest => guest.Dispose());
    }

    [Fact]
    public void Instance_entered_by_many_threads_over_one_shell_never_deadlocks_nor_loses_a_call()
    {
        using ShellPool shells = NewPool(1);
        using GuestTemplate template = Boot(shells, "echo");
        List<MicroVm> guests = Clones(template, 8);

        Parallel(guests.Count, i =>
        {
            for (int call = 0; call < 60; call++)
            {
                MicroVmTests.Call(guests[i], function: 1).Reason.Should().Be(GuestExitReason.Done);
            }
        });

        guests.Should().AllSatisfy(guest => BinaryPrimitives.ReadUInt64LittleEndian(guest.Outbox).Should().Be(60));
        shells.Count.Should().Be(1);
        guests.ForEach(guest => guest.Dispose());
    }

    [Fact]
    public void Threads_that_use_hundreds_of_instances_at_once_find_each_as_they_left_it()
    {
        using ShellPool shells = NewPool(4);
        using GuestTemplate template = Boot(shells, "registers");
        List<MicroVm> guests = Clones(template, 120);
        var random = new Random(7);
        int[][] turns = [.. Enumerable.Range(0, 6).Select(thread => Enumerable.Range(0, 300).Select(_ => thread + 6 * random.Next(20)).ToArray())];

        Parallel(6, thread =>
        {
            foreach (int i in turns[thread])
            {
                if (guests[i].State == MicroVmState.OutboxFull)
                {
                    guests[i].Continue(TestGuests.Deadline).Reason.Should().Be(GuestExitReason.Done);
                    Kept(guests[i]).Should().Equal(Expected(Number(i)));
                }
                else
                {
                    Begin(guests[i], Number(i)).Reason.Should().Be(GuestExitReason.OutboxFull);
                }
            }
        });

        guests.ForEach(guest => guest.Dispose());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Poisoned_instance_leaves_nothing_behind_in_its_shell(int capacity)
    {
        using ShellPool shells = NewPool(capacity);
        using GuestTemplate template = Boot(shells, "registers");
        List<MicroVm> healthy = Clones(template, 10);
        List<MicroVm> doomed = Clones(template, 10);

        for (int i = 0; i < healthy.Count; i++)
        {
            Begin(healthy[i], Number(i)).Reason.Should().Be(GuestExitReason.OutboxFull);
            doomed[i].Enter(GuestCommand.Call, Trap, 0, 0, TestGuests.Deadline).Reason.Should().Be(GuestExitReason.Trapped);
        }

        for (int i = 0; i < healthy.Count; i++)
        {
            healthy[i].Continue(TestGuests.Deadline).Reason.Should().Be(GuestExitReason.Done);
            Kept(healthy[i]).Should().Equal(Expected(Number(i)));
            doomed[i].State.Should().Be(MicroVmState.Poisoned);
        }

        healthy.ForEach(guest => guest.Dispose());
        doomed.ForEach(guest => guest.Dispose());
    }

    [Fact]
    public void Guest_of_another_image_does_not_see_the_one_before_it_in_the_shell()
    {
        using ShellPool shells = NewPool(1);
        using GuestTemplate registers = Boot(shells, "registers");
        using GuestTemplate echo = Boot(shells, "echo");
        using MicroVm first = registers.Clone();
        using MicroVm second = echo.Clone();

        for (ulong number = 1; number < 20; number++)
        {
            Begin(first, number).Reason.Should().Be(GuestExitReason.OutboxFull);
            MicroVmTests.Call(second, function: 1).Reason.Should().Be(GuestExitReason.Done);
            BinaryPrimitives.ReadUInt64LittleEndian(second.Outbox).Should().Be(number);
            first.Continue(TestGuests.Deadline).Reason.Should().Be(GuestExitReason.Done);
            Kept(first).Should().Equal(Expected(number));
        }
    }

    [Fact]
    public void Hot_instance_stays_where_it_is_while_idle_ones_pass_by()
    {
        using ShellPool shells = NewPool(2);
        using GuestTemplate template = Boot(shells, "echo");
        using MicroVm hot = template.Clone();
        List<MicroVm> idle = Clones(template, 20);
        _ = MicroVmTests.Call(hot, function: 1);
        _ = MicroVmTests.Call(hot, function: 1);
        object? shell = hot.Tenant.Shell;

        foreach (MicroVm guest in idle)
        {
            _ = MicroVmTests.Call(hot, function: 1);
            _ = MicroVmTests.Call(guest, function: 1);
        }

        shell.Should().NotBeNull();
        hot.Tenant.Shell.Should().BeSameAs(shell);
        idle.ForEach(guest => guest.Dispose());
    }

    [Fact]
    public void Instances_disposed_while_others_take_their_shells_are_gone_and_nobody_else_is()
    {
        using ShellPool shells = NewPool(2);
        using GuestTemplate template = Boot(shells, "echo");

        Parallel(6, _ =>
        {
            for (int i = 0; i < 60; i++)
            {
                using MicroVm guest = template.Clone();
                MicroVmTests.Call(guest, function: 1).Reason.Should().Be(GuestExitReason.Done);
                MicroVmTests.Call(guest, function: 1).Reason.Should().Be(GuestExitReason.Done);
                BinaryPrimitives.ReadUInt64LittleEndian(guest.Outbox).Should().Be(2);
            }
        });

        shells.Count.Should().BeLessThanOrEqualTo(2);
    }

    [Fact]
    public void Idle_instance_holds_no_descriptor_and_few_mappings()
    {
        using ShellPool shells = NewPool(8);
        using GuestTemplate template = Boot(shells, "echo");
        List<MicroVm> first = Clones(template, 50);
        first.ForEach(guest => MicroVmTests.Call(guest, function: 1).IsHealthy.Should().BeTrue());
        int descriptors = Directory.GetFiles("/proc/self/fd").Length;
        int mappings = File.ReadLines("/proc/self/maps").Count();

        List<MicroVm> more = Clones(template, 200);
        more.ForEach(guest => MicroVmTests.Call(guest, function: 1).IsHealthy.Should().BeTrue());

        // Other tests run beside this one: hence the slack.
        Directory.GetFiles("/proc/self/fd").Length.Should().BeLessThan(descriptors + 100);
        (File.ReadLines("/proc/self/maps").Count() - mappings).Should().BeLessThan(200 * 5);
        shells.Count.Should().BeLessThanOrEqualTo(8);
        first.ForEach(guest => guest.Dispose());
        more.ForEach(guest => guest.Dispose());
    }

    [Fact]
    public void Disposed_pool_refuses_entries()
    {
        ShellPool shells = NewPool(2);
        using GuestTemplate template = Boot(shells, "echo");
        using MicroVm guest = template.Clone();
        _ = MicroVmTests.Call(guest, function: 1);

        shells.Dispose();

        guest.Invoking(it => MicroVmTests.Call(it, function: 1)).Should().Throw<ObjectDisposedException>();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public void Capacity_outside_its_range_is_refused(int capacity) =>
        FluentActions.Invoking(() => new ShellPool(capacity)).Should().Throw<ArgumentOutOfRangeException>();

    private static ShellPool NewPool(int capacity)
    {
        TestGuests.RequireKvm();
        return new ShellPool(capacity);
    }

    private static GuestTemplate Boot(ShellPool shells, string name) => GuestTemplate.Boot(
        shells,
        GuestImage.Load(TestGuests.Path(name)),
        new GuestLimits { MemoryBytes = 32 << 20 },
        TestGuests.NoEnvironment,
        TestGuests.Deadline);

    private static List<MicroVm> Clones(GuestTemplate template, int count) => [.. Enumerable.Range(0, count).Select(_ => template.Clone())];

    private static ulong Number(int i) => 0x0123_4567_89AB_0000ul + (ulong)i;

    private static GuestExit Begin(MicroVm guest, ulong number)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(guest.Inbox, number);
        return guest.Enter(GuestCommand.Call, Keep, sizeof(ulong), 0, TestGuests.Deadline);
    }

    private static ulong[] Kept(MicroVm guest) => MemoryMarshal.Cast<byte, ulong>(guest.Outbox).ToArray();

    // number, FS:0, FS base in the blocks, low and high lane of YMM15, x87, MXCSR, RBX, R12, R15.
    private static ulong[] Expected(ulong number) =>
    [
        number, number, number % 64 * 64, number, number, number, 0x1F80 | (number % 4) << 13, number, number, number,
    ];

    private static void Parallel(int threads, Action<int> work)
    {
        var failures = new ConcurrentQueue<Exception>();
        Thread[] running = [.. Enumerable.Range(0, threads).Select(i => new Thread(() =>
        {
            try
            {
                work(i);
            }
            catch (Exception exception)
            {
                failures.Enqueue(exception);
            }
        }))];
        Array.ForEach(running, thread => thread.Start());
        Array.ForEach(running, thread => thread.Join(TimeSpan.FromSeconds(60)).Should().BeTrue("a thread hangs"));
        failures.Should().BeEmpty();
    }
}
