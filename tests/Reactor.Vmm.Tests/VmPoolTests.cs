using System.Buffers.Binary;
using System.Text;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Pool;

namespace Reactor.Vmm.Tests;

public sealed class VmPoolTests : IDisposable
{
    private const uint Echo = 0;
    private const uint Count = 1;
    private const uint ThreeTimes = 3;

    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"vm-pool-tests-{Guid.NewGuid():N}");

    [Fact]
    public void Rent_hands_out_different_instances_and_the_pool_refills()
    {
        GuestTemplate template = TestGuests.Template("echo");
        using var pool = new VmPool(new VmPoolOptions { WarmCount = 2 });
        pool.Prepare(template);
        WaitFor(() => pool.WarmCount == 2);

        using PooledVm first = pool.Rent(template);
        using PooledVm second = pool.Rent(template);
        using PooledVm third = pool.Rent(template);

        new[] { first, second, third }.Should().OnlyHaveUniqueItems();
        Call(third, Echo, "hello").Should().Be(new GuestExit(GuestExitReason.Done, 5));
        WaitFor(() => pool.WarmCount == 2);
    }

    [Fact]
    public void Rented_instance_outlives_the_pool()
    {
        GuestTemplate template = TestGuests.Template("echo");
        var pool = new VmPool(new VmPoolOptions { WarmCount = 1, Memory = InstanceMemory.HugePages });
        PooledVm guest = pool.Rent(template);

        pool.Dispose();

        Call(guest, Echo, "hello").Should().Be(new GuestExit(GuestExitReason.Done, 5));
        guest.Dispose();
        guest.State.Should().Be(MicroVmState.Discarded);
        guest.Invoking(it => Call(it, Echo)).Should().Throw<ObjectDisposedException>();
        pool.Invoking(it => it.Rent(template)).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Disposed_instances_are_destroyed_in_the_background_and_give_their_memory_back()
    {
        GuestTemplate template = TestGuests.Template("echo");
        using var pool = new VmPool(new VmPoolOptions { WarmCount = 0 });

        for (int i = 0; i < 200; i++)
        {
            using PooledVm guest = pool.Rent(template);
            Call(guest, Echo, "hello").IsHealthy.Should().BeTrue();
        }

        WaitFor(() => pool.Count == 0);
        pool.HeldBytes.Should().Be(0);
    }

    [Fact]
    public void Instances_beyond_the_budget_hibernate_in_the_order_of_their_rest_and_wake_as_they_were()
    {
        GuestTemplate template = TestGuests.Template("echo");
        using VmPool pool = NewPool(budget: 4 << 20);
        var guests = new List<PooledVm>();
        for (int i = 0; i < 40; i++)
        {
            PooledVm guest = pool.Rent(template);
            guests.Add(guest);
            for (int call = 0; call <= i; call++)
            {
                Call(guest, Count).Reason.Should().Be(GuestExitReason.Done);
            }

            Fill(guest);
            guest.Rest();
        }

        WaitFor(() => pool.HeldBytes <= 4 << 20);
        pool.HibernatedCount.Should().BeGreaterThan(10);
        guests[0].IsHibernated.Should().BeTrue();
        guests[^1].IsHibernated.Should().BeFalse();
        for (int i = 0; i < guests.Count; i++)
        {
            Call(guests[i], Count).Reason.Should().Be(GuestExitReason.Done);
            BinaryPrimitives.ReadUInt64LittleEndian(guests[i].Outbox).Should().Be((ulong)i + 3);
            guests[i].Rest();
        }

        WaitFor(() => pool.HeldBytes <= 4 << 20);
        guests.ForEach(guest => guest.Dispose());
        WaitFor(() => pool.Count == 0);
        WaitFor(() => Directory.EnumerateFiles(_directory, "*", SearchOption.AllDirectories).Any() == false);
    }

    [Fact]
    public void Instance_that_hibernates_with_a_full_outbox_goes_on_where_it_was()
    {
        GuestTemplate template = TestGuests.Template("echo");
        using VmPool pool = NewPool(budget: 2 << 20);
        using PooledVm guest = pool.Rent(template);
        Call(guest, ThreeTimes, "part").Reason.Should().Be(GuestExitReason.OutboxFull);
        guest.Rest();
        List<PooledVm> others = UntilHibernated(pool, template, guest);

        Encoding.UTF8.GetString(guest.Outbox).Should().Be("part");
        guest.IsHibernated.Should().BeFalse();
        guest.Continue(TestGuests.Deadline).Reason.Should().Be(GuestExitReason.OutboxFull);
        guest.Continue(TestGuests.Deadline).Reason.Should().Be(GuestExitReason.Done);
        others.ForEach(other => other.Dispose());
    }

    [Fact]
    public void Budget_that_no_rest_can_meet_is_refused_with_what_to_do_and_met_again_when_one_rests()
    {
        GuestTemplate template = TestGuests.Template("echo");
        using VmPool pool = NewPool(budget: 2 << 20);
        var guests = new List<PooledVm>();
        Action rentAll = () =>
        {
            while (true)
            {
                guests.Add(pool.Rent(template));
                Fill(guests[^1]);
                guests[^1].Rest();
                _ = guests[^1].Inbox.Length;
                guests.Count.Should().BeLessThan(1000);
                Thread.Yield();
            }
        };

        MemoryBudgetException refusal = rentAll.Should().Throw<MemoryBudgetException>().Which;

        refusal.Message.Should().Contain("of the budget of 2 MiB").And.Contain("let instances rest");
        Call(guests[0], Echo, "still here").OutboxLength.Should().Be(10);
        guests.ForEach(guest => guest.Rest());
        using PooledVm late = pool.Rent(template);
        Call(late, Echo, "hello").OutboxLength.Should().Be(5);
        guests.ForEach(guest => guest.Dispose());
    }

    [Fact]
    public void Budget_without_a_directory_names_the_remedy()
    {
        GuestTemplate template = TestGuests.Template("echo");
        using var pool = new VmPool(new VmPoolOptions { WarmCount = 0, MemoryBudgetBytes = 1 << 20 });
        using PooledVm guest = pool.Rent(template);
        Fill(guest, 200);
        Thread.Sleep(1100);
        guest.Rest();
        WaitFor(() => pool.HeldBytes > 700 << 10);

        pool.Invoking(it => Enumerable.Range(0, 100).Select(_ => it.Rent(template)).ToList())
            .Should().Throw<MemoryBudgetException>().WithMessage("*name a hibernation directory*");
    }

    [Fact]
    public void Poisoned_instance_is_never_hibernated_and_does_not_disturb_others()
    {
        GuestTemplate template = TestGuests.Template("echo");
        using VmPool pool = NewPool(budget: 2 << 20);
        using PooledVm doomed = pool.Rent(template);
        Call(doomed, function: 99).Reason.Should().Be(GuestExitReason.Failed);
        doomed.Rest();
        using PooledVm sound = pool.Rent(template);
        _ = Call(sound, Count);
        sound.Rest();
        List<PooledVm> others = UntilHibernated(pool, template, sound);

        doomed.IsHibernated.Should().BeFalse();
        doomed.State.Should().Be(MicroVmState.Poisoned);
        Call(sound, Count).Reason.Should().Be(GuestExitReason.Done);
        BinaryPrimitives.ReadUInt64LittleEndian(sound.Outbox).Should().Be(2);
        others.ForEach(other => other.Dispose());
    }

    [Fact]
    public void Instances_used_rested_and_disposed_by_threads_at_once_never_mix_up()
    {
        GuestTemplate template = TestGuests.Template("echo");
        using VmPool pool = NewPool(budget: 8 << 20);
        var failures = new System.Collections.Concurrent.ConcurrentQueue<string>();
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(number => new Thread(() =>
        {
            var mine = new List<(PooledVm Guest, ulong Calls)>();
            var random = new Random(number);
            for (int i = 0; i < 25; i++)
            {
                if (mine.Count < 6)
                {
                    mine.Add((pool.Rent(template), 0));
                    Fill(mine[^1].Guest);
                    mine[^1].Guest.Rest();
                    mine[^1] = (mine[^1].Guest, 1);
                }

                int pick = random.Next(mine.Count);
                (PooledVm guest, ulong calls) = mine[pick];
                _ = Call(guest, Count);
                if (BinaryPrimitives.ReadUInt64LittleEndian(guest.Outbox) != calls + 1)
                {
                    failures.Enqueue($"thread {number}: {BinaryPrimitives.ReadUInt64LittleEndian(guest.Outbox)} instead of {calls + 1}");
                }

                guest.Rest();
                mine[pick] = (guest, calls + 1);
                if (random.Next(4) == 0)
                {
                    guest.Dispose();
                    mine.RemoveAt(pick);
                }
            }

            mine.ForEach(left => left.Guest.Dispose());
        }))];

        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join(TimeSpan.FromSeconds(60)).Should().BeTrue());

        failures.Should().BeEmpty();
        WaitFor(() => pool.Count == 0);
        pool.HeldBytes.Should().Be(0);
    }

    [Fact]
    public void Options_outside_their_ranges_are_refused()
    {
        FluentActions.Invoking(() => new VmPool(new VmPoolOptions { WarmCount = 1001 })).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new VmPool(new VmPoolOptions { MemoryBudgetBytes = 1 })).Should().Throw<ArgumentOutOfRangeException>();
    }

    public void Dispose()
    {
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    private VmPool NewPool(long budget) =>
        new(new VmPoolOptions { WarmCount = 0, MemoryBudgetBytes = budget, HibernationDirectory = _directory });

    private static GuestExit Call(PooledVm guest, uint function, string text = "")
    {
        int length = Encoding.UTF8.GetBytes(text, guest.Inbox);
        return guest.Enter(GuestCommand.Call, function, length, clockNs: 0, TestGuests.Deadline);
    }

    // Writes so many pages of its memory.
    private static void Fill(PooledVm guest, int pages = 50)
    {
        guest.Inbox[..(pages * 4096)].Fill(1);
        guest.Enter(GuestCommand.Call, Count, pages * 4096, 0, TestGuests.Deadline).Reason.Should().Be(GuestExitReason.Done);
    }

    private static List<PooledVm> UntilHibernated(VmPool pool, GuestTemplate template, PooledVm first)
    {
        var others = new List<PooledVm>();
        while (!first.IsHibernated)
        {
            PooledVm other = pool.Rent(template);
            others.Add(other);
            Fill(other);
            other.Rest();
            others.Count.Should().BeLessThan(200);
        }

        return others;
    }

    private static void WaitFor(Func<bool> condition) => SpinWait.SpinUntil(condition, TestGuests.Deadline).Should().BeTrue();
}
