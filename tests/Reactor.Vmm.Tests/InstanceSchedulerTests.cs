using System.Buffers.Binary;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Scheduling;

namespace Reactor.Vmm.Tests;

public sealed class InstanceSchedulerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Signalled_instance_runs_until_it_says_that_nothing_waits()
    {
        using var scheduler = new InstanceScheduler(2);
        int waiting = 5;
        int turns = 0;
        var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ScheduledInstance instance = scheduler.Add(() =>
        {
            turns++;
            if (--waiting > 0)
            {
                return Quantum.More;
            }

            idle.TrySetResult();
            return Quantum.Idle;
        });

        instance.Signal();
        await idle.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        turns.Should().Be(5);
        instance.Ended.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task Signal_during_a_turn_is_never_lost()
    {
        using var scheduler = new InstanceScheduler(2);
        const int Signals = 20_000;
        int given = 0;
        int taken = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ScheduledInstance instance = scheduler.Add(() =>
        {
            taken = Volatile.Read(ref given);
            if (taken == Signals)
            {
                all.TrySetResult();
            }

            return Quantum.Idle;
        });

        for (int i = 0; i < Signals; i++)
        {
            Interlocked.Increment(ref given);
            instance.Signal();
        }

        await all.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Instance_is_not_starved_by_others_that_are_always_ready()
    {
        using var scheduler = new InstanceScheduler(1);
        using var stop = new CancellationTokenSource();
        using var start = new ManualResetEventSlim();
        int[] turns = new int[20];
        ScheduledInstance[] greedy = [.. Enumerable.Range(0, turns.Length).Select(i => scheduler.Add(
            () =>
            {
                start.Wait(Patience);
                turns[i]++;
                return Quantum.More;
            },
            stop.Token))];
        Array.ForEach(greedy, instance => instance.Signal());
        start.Set();
        SpinWait.SpinUntil(() => turns.Sum() > 1000, Patience).Should().BeTrue();

        var ran = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scheduler.Add(() =>
        {
            ran.TrySetResult();
            return Quantum.Ended;
        }).Signal();
        await ran.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        foreach (ScheduledInstance instance in greedy)
        {
            await instance.Invoking(it => it.Ended.WaitAsync(Patience)).Should().ThrowAsync<OperationCanceledException>();
        }

        (turns.Max() - turns.Min()).Should().BeLessThanOrEqualTo(1, "turns go round");
    }

    [Fact]
    public void Balanced_instances_stay_on_their_threads()
    {
        using var scheduler = new InstanceScheduler(2);
        using var stop = new CancellationTokenSource();
        var threads = new HashSet<int>[2];
        for (int i = 0; i < 2; i++)
        {
            HashSet<int> seen = threads[i] = [];
            scheduler.Add(
                () =>
                {
                    seen.Add(Environment.CurrentManagedThreadId);
                    return Quantum.More;
                },
                stop.Token).Signal();
        }

        Thread.Sleep(100);

        scheduler.StolenCount.Should().Be(0);
        threads.Should().AllSatisfy(seen => seen.Should().ContainSingle());
        stop.Cancel();
    }

    [Fact]
    public void Thread_without_work_takes_over_instances_that_wait_behind_a_long_turn()
    {
        using var scheduler = new InstanceScheduler(2);
        using var release = new ManualResetEventSlim();
        ScheduledInstance slow = scheduler.Add(() =>
        {
            release.Wait(Patience);
            return Quantum.Ended;
        });
        scheduler.Add(() => Quantum.Ended).Signal();
        int ran = 0;
        ScheduledInstance behind = scheduler.Add(() =>
        {
            Interlocked.Increment(ref ran);
            return Quantum.Ended;
        });
        slow.Home.Should().BeSameAs(behind.Home);

        slow.Signal();
        behind.Signal();

        SpinWait.SpinUntil(() => Volatile.Read(ref ran) == 1, Patience).Should().BeTrue();
        slow.Ended.IsCompleted.Should().BeFalse();
        scheduler.StolenCount.Should().Be(1);
        behind.Home.Should().NotBeSameAs(slow.Home);
        release.Set();
    }

    [Fact]
    public void Two_that_are_always_ready_on_one_thread_are_spread_over_two()
    {
        using var scheduler = new InstanceScheduler(2);
        using var stop = new CancellationTokenSource();
        ScheduledInstance first = scheduler.Add(() => Quantum.More, stop.Token);
        _ = scheduler.Add(() => Quantum.Ended);
        ScheduledInstance second = scheduler.Add(() => Quantum.More, stop.Token);
        first.Home.Should().BeSameAs(second.Home);

        first.Signal();
        second.Signal();

        SpinWait.SpinUntil(() => first.Home != second.Home, Patience).Should().BeTrue();
        stop.Cancel();
    }

    [Fact]
    public async Task Instance_that_waits_for_a_task_is_not_run_before_whatever_the_signals()
    {
        using var scheduler = new InstanceScheduler(2);
        var until = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int turns = 0;
        ScheduledInstance instance = scheduler.Add(() => ++turns == 1 ? Quantum.After(until.Task) : Quantum.Ended);
        instance.Signal();
        SpinWait.SpinUntil(() => Volatile.Read(ref turns) == 1, Patience).Should().BeTrue();

        instance.Signal();
        instance.Signal();
        await Task.Delay(20, TestContext.Current.CancellationToken);
        Volatile.Read(ref turns).Should().Be(1);
        until.SetException(new InvalidOperationException("does not matter"));

        await instance.Ended.WaitAsync(Patience, TestContext.Current.CancellationToken);
        turns.Should().Be(2);
    }

    [Fact]
    public async Task Turn_that_throws_ends_its_instance_alone()
    {
        using var scheduler = new InstanceScheduler(1);
        ScheduledInstance faulty = scheduler.Add(() => throw new InvalidOperationException("broken"));
        ScheduledInstance sound = scheduler.Add(() => Quantum.Ended);

        faulty.Signal();
        sound.Signal();

        await faulty.Invoking(it => it.Ended.WaitAsync(Patience)).Should().ThrowAsync<InvalidOperationException>().WithMessage("broken");
        await sound.Ended.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Disposed_scheduler_cancels_what_has_not_ended_and_takes_nothing_on()
    {
        var scheduler = new InstanceScheduler(2);
        ScheduledInstance busy = scheduler.Add(() => Quantum.More);
        ScheduledInstance resting = scheduler.Add(() => Quantum.Idle);
        busy.Signal();

        scheduler.Dispose();
        scheduler.Dispose();

        foreach (ScheduledInstance instance in new[] { busy, resting })
        {
            await instance.Invoking(it => it.Ended.WaitAsync(Patience)).Should().ThrowAsync<OperationCanceledException>();
        }

        resting.Signal();
        scheduler.Invoking(it => it.Add(() => Quantum.Idle)).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public async Task Hundreds_of_micro_vms_get_their_turns_on_two_threads()
    {
        GuestTemplate template = TestGuests.Template("echo");
        using var scheduler = new InstanceScheduler(2);
        const int Calls = 5;
        var guests = new List<MicroVm>();
        var ended = new List<Task>();
        for (int i = 0; i < 200; i++)
        {
            MicroVm guest = template.Clone();
            guests.Add(guest);
            int left = Calls;
            ScheduledInstance instance = scheduler.Add(() =>
            {
                GuestExit exit = MicroVmTests.Call(guest, function: 1);
                return exit.IsHealthy && --left > 0 ? Quantum.More : Quantum.Ended;
            });
            ended.Add(instance.Ended);
            instance.Signal();
        }

        await Task.WhenAll(ended).WaitAsync(Patience, TestContext.Current.CancellationToken);

        guests.Should().AllSatisfy(guest => BinaryPrimitives.ReadUInt64LittleEndian(guest.Outbox).Should().Be(Calls));
        guests.ForEach(guest => guest.Dispose());
    }
}
