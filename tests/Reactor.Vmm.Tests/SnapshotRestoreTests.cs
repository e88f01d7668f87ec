using Reactor.Contracts.Guests;
using Reactor.Vmm.Pool;
using static Reactor.Vmm.Tests.SecretGuest;

namespace Reactor.Vmm.Tests;

public sealed class SnapshotRestoreTests
{
    public static TheoryData<InstanceMemory> Memories => [InstanceMemory.CopyOnWrite, InstanceMemory.HugePages];

    [Theory]
    [MemberData(nameof(Memories))]
    public void Restore_leaves_nothing_of_the_call_before_to_be_read(InstanceMemory memory)
    {
        using MicroVm guest = Template.Clone(memory);
        guest.Hide().Reason.Should().Be(GuestExitReason.Done);
        ulong[] without = guest.Seek();
        without[(int)Place.Data].Should().BePositive("the guest must be able to find its secret at all");
        without[(int)Place.Outbox].Should().BePositive();
        without[(int)Place.SignalHandler].Should().Be(1);
        guest.Hide();
        guest.Seek()[(int)Place.VectorRegisters].Should().BePositive();

        for (int round = 0; round < 5; round++)
        {
            guest.Restore(Template.Snapshot);
            guest.Hide().Reason.Should().Be(GuestExitReason.Done);
            guest.Log.Should().StartWith("secret");

            guest.Restore(Template.Snapshot);

            guest.Log.Should().BeEmpty();
            guest.Outbox.Length.Should().Be(0);
            guest.Inbox.IndexOfAnyExcept((byte)0).Should().Be(-1);
            ulong[] found = guest.Seek();
            found[..(int)Place.Calls].Should().AllBeEquivalentTo(0ul);
            found[(int)Place.Calls].Should().Be(1);
            found[(int)Place.X87Status].Should().Be(0x37F, "control and tag word are those of the start");
        }
    }

    [Theory]
    [MemberData(nameof(Memories))]
    public void Restore_makes_a_crashed_hung_or_sated_guest_usable_again(InstanceMemory memory)
    {
        using MicroVm guest = Template.Clone(memory);
        Func<GuestExit>[] ends = [guest.Crash, guest.LoopForEver, guest.Exhaust];
        foreach (Func<GuestExit> end in ends)
        {
            end().IsHealthy.Should().BeFalse();
            guest.State.Should().Be(MicroVmState.Poisoned);

            guest.Restore(Template.Snapshot);

            guest.State.Should().Be(MicroVmState.Ready);
            guest.Seek().AsSpan(0, (int)Place.Calls).IndexOfAnyExcept(0ul).Should().Be(-1);
            guest.Count().Should().Be(2);
        }
    }

    [Fact]
    public void Restore_keeps_the_seed_and_repeats_the_random_numbers()
    {
        using MicroVm guest = Template.Clone();
        byte[] seed = guest.Seed.ToArray();
        byte[] first = guest.Random();

        guest.Restore(Template.Snapshot);

        guest.Seed.SequenceEqual(seed).Should().BeTrue();
        guest.Random().Should().Equal(first);
        guest.Random().Should().NotEqual(first);
    }

    [Fact]
    public void Restore_and_call_allocate_nothing()
    {
        using MicroVm guest = Template.Clone();
        GuestSnapshot snapshot = Template.Snapshot;
        void Round()
        {
            _ = guest.Tell(TouchPages, 8);
            guest.Restore(snapshot);
        }

        for (int i = 0; i < 20; i++)
        {
            Round();
        }

        long allocated = AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                Round();
            }
        });

        allocated.Should().Be(0);
    }

    [Fact]
    public void Restore_goes_to_the_instant_of_each_snapshot_in_any_order()
    {
        using MicroVm guest = Template.Clone();
        var snapshots = new List<GuestSnapshot>();
        for (int i = 0; i < 12; i++)
        {
            snapshots.Add(guest.TakeSnapshot());
            guest.Touch(i);
        }

        int[] order = [11, 0, 5, 5, 3, 10, 7, 0, 11];
        foreach (int index in order)
        {
            guest.Restore(snapshots[index]);
            guest.Count().Should().Be((ulong)index + 1);
        }

        snapshots.ForEach(snapshot => snapshot.Dispose());
        guest.Restore(Template.Snapshot);
        guest.Count().Should().Be(1);
    }

    [Theory]
    [MemberData(nameof(Memories))]
    public void Snapshot_of_an_instance_with_new_memory_is_cloned_and_restored_with_it(InstanceMemory memory)
    {
        using MicroVm guest = Template.Clone(memory);
        guest.Hide();
        using GuestSnapshot snapshot = guest.TakeSnapshot();
        snapshot.OwnBytes.Should().BeGreaterThan(15 << 20);
        guest.Hide(secret: 7);
        using MicroVm clone = snapshot.Clone(memory);

        guest.Restore(snapshot);

        foreach (MicroVm instance in (MicroVm[])[guest, clone])
        {
            ulong[] found = instance.Seek();
            found[(int)Place.Data].Should().Be(8192);
            found[(int)Place.VectorRegisters].Should().Be(8);
            found[(int)Place.MappedPointer].Should().Be(1);
            found[(int)Place.Calls].Should().Be(2);
            instance.Process.Signals.Should().NotBeNull();
        }
    }

    [Fact]
    public void Snapshot_holds_only_the_pages_that_differ()
    {
        using MicroVm guest = Template.Clone();
        guest.Touch(16);
        using GuestSnapshot first = guest.TakeSnapshot();
        using GuestSnapshot second = guest.TakeSnapshot();

        first.OwnBytes.Should().BeLessThan(40 * 4096);
        first.Depth.Should().Be(1);
        second.OwnBytes.Should().Be(0);
        second.Depth.Should().Be(2);
    }

    [Fact]
    public void Snapshot_does_not_disturb_the_guest_and_outlives_it()
    {
        GuestSnapshot snapshot;
        using (MicroVm guest = Template.Clone())
        {
            guest.Count();
            snapshot = guest.TakeSnapshot();
            guest.Count().Should().Be(2);
        }

        using (snapshot)
        using (MicroVm clone = snapshot.Clone())
        {
            clone.Count().Should().Be(2);
        }
    }

    [Fact]
    public void Snapshot_in_the_middle_of_a_command_goes_on_with_its_second_half()
    {
        using MicroVm guest = Template.Clone();
        guest.FirstHalf(21).Reason.Should().Be(GuestExitReason.OutboxFull);
        using GuestSnapshot snapshot = guest.TakeSnapshot();
        guest.Continue(TestGuests.Deadline);
        guest.Reply().Should().Be(42);

        guest.Restore(snapshot);

        guest.State.Should().Be(MicroVmState.OutboxFull);
        guest.Reply().Should().Be(21);
        guest.Continue(TestGuests.Deadline);
        guest.Reply().Should().Be(42);
        using MicroVm clone = snapshot.Clone();
        clone.Continue(TestGuests.Deadline);
        clone.Reply().Should().Be(42);
    }

    [Fact]
    public void Restore_after_another_thread_ran_the_guest_finds_what_it_wrote()
    {
        using MicroVm guest = Template.Clone();
        guest.Touch(1);
        guest.Restore(Template.Snapshot);
        var other = new Thread(() => guest.Hide());
        other.Start();
        other.Join();

        guest.Restore(Template.Snapshot);

        guest.Seek().AsSpan(0, (int)Place.Calls).IndexOfAnyExcept(0ul).Should().Be(-1);
    }

    [Fact]
    public void Restore_clears_what_another_thread_put_into_the_inbox()
    {
        using MicroVm guest = Template.Clone();
        guest.Touch(1);
        guest.Restore(Template.Snapshot);
        var other = new Thread(() => guest.Inbox.Fill(7));
        other.Start();
        other.Join();

        guest.Restore(Template.Snapshot);

        guest.Inbox.IndexOfAnyExcept((byte)0).Should().Be(-1);
    }

    [Fact]
    public void Guest_stopped_while_it_takes_exceptions_leaves_none_to_the_next_in_its_shell()
    {
        const uint FaultForEver = 9;
        using var shells = new ShellPool(capacity: 1);
        using GuestTemplate template = GuestTemplate.Boot(
            shells, GuestImage.Load(TestGuests.Path("secrets")), new GuestLimits { MemoryBytes = 64 << 20 }, TestGuests.NoEnvironment, TestGuests.Deadline);
        using MicroVm faulting = template.Clone();
        using MicroVm other = template.Clone();
        var random = new Random(7);
        for (int round = 1; round <= 100; round++)
        {
            faulting.Tell(FaultForEver, 0, TimeSpan.FromMicroseconds(300 + random.Next(500))).Reason.Should().Be(GuestExitReason.DeadlineExceeded);

            other.Count().Should().Be((ulong)round);
            faulting.Restore(template.Snapshot);
        }
    }

    [Fact]
    public void Restore_refuses_a_snapshot_of_another_template_and_one_that_is_disposed()
    {
        using GuestTemplate other = Boot();
        using MicroVm guest = Template.Clone();
        GuestSnapshot disposed = guest.TakeSnapshot();
        disposed.Dispose();

        guest.Invoking(it => it.Restore(other.Snapshot)).Should().Throw<ArgumentException>();
        guest.Invoking(it => it.Restore(disposed)).Should().Throw<ObjectDisposedException>();
        guest.Crash();
        guest.Invoking(it => it.TakeSnapshot()).Should().Throw<InvalidOperationException>();
    }
}
