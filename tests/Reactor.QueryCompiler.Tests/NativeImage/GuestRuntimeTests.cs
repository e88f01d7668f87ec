using Reactor.Contracts.Guests;
using Reactor.Vmm;

namespace Reactor.QueryCompiler.Tests.NativeImage;

/// <summary>What a .NET program may rely on beside computing works in a guest; what it cannot survive ends it with a text that says what happened.</summary>
public sealed class GuestRuntimeTests(RuntimeGuest guest) : IClassFixture<RuntimeGuest>
{
    private const uint WriteToConsole = 3;
    private const uint RunAsync = 13;
    private const uint AllocateAndDrop = 15;
    private const uint SleepTwoSeconds = 22;
    private const uint StartTimer = 23;
    private const uint CountTicks = 24;
    private const uint ComputeForEver = 49;
    private const uint StartTooManyThreads = 50;
    private const long Clock = 1_700_000_000_000_000_000;

    [Theory]
    [InlineData(1, 700)]            // null references, divisions by zero, overflows of division, nested and filtered
    [InlineData(2, 700)]            // the same in a second thread
    [InlineData(4, 55)]             // threads
    [InlineData(5, 2870)]           // tasks on the thread pool
    [InlineData(6, 11)]             // Monitor.Wait with a timeout, and pulsed
    [InlineData(7, 4000)]           // contended locks
    [InlineData(8, 1111)]           // semaphores and events
    [InlineData(9, 1)]              // Task.Delay, WhenAll, WaitAsync
    [InlineData(10, 1)]             // Timer
    [InlineData(11, 10)]            // finalizers, weak references
    [InlineData(12, 26_100_157)]    // ThreadLocal, ThreadStatic, AsyncLocal
    [InlineData(RunAsync, 111_225)] // async, exceptions across threads
    [InlineData(14, 803)]           // OutOfMemoryException, caught, and allocating on
    [InlineData(AllocateAndDrop, 1)]
    [InlineData(16, 5000)]          // collections while other threads wait
    [InlineData(17, 100_200_300)]   // sleepers wake in order
    [InlineData(18, 1)]             // SpinWait, Thread.Yield
    [InlineData(19, 7400)]          // Parallel.For, PLINQ
    [InlineData(20, 200)]           // threads come and go
    [InlineData(21, 1)]             // Thread.Interrupt
    [InlineData(SleepTwoSeconds, 1)]
    [InlineData(25, 1)]             // cancellation after a time
    [InlineData(26, 499_500)]       // channels
    [InlineData(27, 53)]            // names of threads
    [InlineData(28, 60)]            // ReaderWriterLockSlim, Barrier
    [InlineData(29, 1)]             // collections while other threads yield and sleep
    public async Task Runtime_does_what_it_does_in_a_process(uint function, long expected)
    {
        using GuestTemplate template = await BootAsync();
        using MicroVm clone = template.Clone();

        clone.Call(function, Clock).Should().Be(expected);
        clone.UnknownSystemCalls.Should().BeEmpty();
    }

    [Fact]
    public async Task Console_writes_to_the_log_and_reads_nothing()
    {
        using GuestTemplate template = await BootAsync();
        using MicroVm clone = template.Clone();

        clone.Call(WriteToConsole).Should().Be(9, "standard input is at its end and the output is no terminal");
        clone.Log.Should().Be("to the output\nto the error\n3 and more");
    }

    [Theory]
    [InlineData(40)]    // of the main thread
    [InlineData(41)]    // of another
    [InlineData(52)]    // inside handlers of exceptions
    public async Task Stack_overflow_ends_the_clone_and_is_called_one(uint function)
    {
        using GuestTemplate template = await BootAsync();
        using MicroVm clone = template.Clone();

        GuestExit exit = clone.CallToItsEnd(function);

        exit.Reason.Should().Be(GuestExitReason.Trapped, "{0}", exit.Detail);
        exit.Detail.Should().StartWith("stack overflow: #PF page fault: write at 0x");
    }

    [Theory]
    [InlineData(42, "guest aborted (SIGABRT); it wrote: Unhandled exception. System.FormatException: nobody catches this\n   at Program.")]
    [InlineData(43, "guest aborted (SIGABRT); it wrote: Unhandled exception. System.NotSupportedException: from a finalizer\n   at Program.Finalized.Finalize()")]
    [InlineData(45, "guest exited with 7; it wrote: leaving")]
    [InlineData(46, "guest aborted (SIGABRT); it wrote: Process terminated. cannot go on\n   at ")]
    public async Task End_of_the_program_is_reported_with_what_it_wrote(uint function, string detail)
    {
        using GuestTemplate template = await BootAsync();
        using MicroVm clone = template.Clone();

        GuestExit exit = clone.CallToItsEnd(function);

        exit.Reason.Should().Be(GuestExitReason.Trapped);
        exit.Detail.Should().StartWith(detail);
    }

    [Theory]
    [InlineData(48, "System.InvalidOperationException: outer\n ---> System.ArgumentException: inner\n", "at Program.Run(UInt32)")]
    [InlineData(51, "System.TimeoutException: after a while\n", "ThrowInAsync")]
    public async Task Unhandled_exception_is_reported_with_what_caused_it_and_where(uint function, string start, string place)
    {
        using GuestTemplate template = await BootAsync();
        using MicroVm clone = template.Clone();

        GuestExit exit = clone.CallToItsEnd(function);

        exit.Reason.Should().Be(GuestExitReason.Failed);
        exit.Detail.Should().StartWith(start).And.Contain(place);
    }

    [Theory]
    [InlineData(44, "'other one' at futex 0x")]
    [InlineData(47, "'.NET Finalizer' at futex 0x")]
    public async Task Deadlock_ends_the_clone_and_names_the_threads(uint function, string thread)
    {
        using GuestTemplate template = await BootAsync();
        using MicroVm clone = template.Clone();

        GuestExit exit = clone.CallToItsEnd(function);

        exit.Reason.Should().Be(GuestExitReason.Trapped, "{0}", exit.Detail);
        exit.Detail.Should().StartWith("guest is deadlocked: thread 1 at futex 0x").And.Contain(thread);
    }

    [Fact]
    public async Task Thread_that_computes_for_ever_starves_the_others_until_the_deadline()
    {
        using GuestTemplate template = await BootAsync();
        using MicroVm clone = template.Clone();

        GuestExit exit = clone.Enter(GuestCommand.Call, ComputeForEver, 0, Clock, TimeSpan.FromMilliseconds(100));

        exit.Reason.Should().Be(GuestExitReason.DeadlineExceeded);
    }

    [Fact]
    public async Task One_thread_more_than_the_limit_is_an_exception_of_the_guest()
    {
        string path = (await guest.BuildAsync()).Path;
        using GuestTemplate template = GuestInMicroVm.Boot(path, threads: 8);
        using MicroVm clone = template.Clone();

        clone.Call(StartTooManyThreads).Should().Be(6, "the main thread and the finalizer are two of eight");
    }

    [Fact]
    public async Task Timer_of_an_earlier_call_ticks_while_a_later_one_waits()
    {
        using GuestTemplate template = await BootAsync();
        using MicroVm clone = template.Clone();

        clone.Call(StartTimer, Clock);
        clone.Call(CountTicks, Clock + 10_000_000_000).Should().Be(0, "nothing waited meanwhile");
        clone.Call(SleepTwoSeconds, Clock + 20_000_000_000).Should().Be(1);

        clone.Call(CountTicks, Clock + 30_000_000_000).Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task Threads_and_timers_go_on_from_a_snapshot()
    {
        using GuestTemplate template = await BootAsync();
        using MicroVm clone = template.Clone();
        clone.Call(StartTimer, Clock);
        using GuestSnapshot snapshot = clone.TakeSnapshot();
        clone.Call(SleepTwoSeconds, Clock);
        long ticks = clone.Call(CountTicks, Clock);

        clone.Restore(snapshot);

        clone.Call(CountTicks, Clock).Should().Be(0);
        clone.Call(SleepTwoSeconds, Clock);
        clone.Call(CountTicks, Clock).Should().Be(ticks).And.BeGreaterThan(0);
    }

    [Fact]
    public async Task Threads_and_timers_go_on_from_a_file()
    {
        using var directory = new ScratchDirectory();
        string path = Path.Combine(directory.Path, "guest.snapshot");
        using GuestTemplate template = await BootAsync();
        using MicroVm clone = template.Clone();
        clone.Call(5);
        clone.Call(StartTimer, Clock);
        using (GuestSnapshot saved = clone.TakeSnapshot())
        {
            saved.Save(path);
        }

        using GuestSnapshot loaded = GuestSnapshot.Load(path, template.Snapshot.ImageHash, template.Limits);
        using MicroVm woken = loaded.Clone();

        woken.Call(SleepTwoSeconds, Clock);
        woken.Call(CountTicks, Clock).Should().BeGreaterThan(0);
        woken.Call(RunAsync, Clock).Should().Be(111_225);
    }

    [Fact]
    public async Task Threads_are_switched_at_the_same_places_in_every_run()
    {
        using GuestTemplate template = await BootAsync();
        byte[] seed = new byte[16];
        using MicroVm first = template.Clone(InstanceMemory.CopyOnWrite, seed);
        using MicroVm second = template.Clone(InstanceMemory.HugePages, seed);

        first.Call(RunAsync, Clock);
        second.Call(RunAsync, Clock);

        second.SystemCallCount.Should().Be(first.SystemCallCount).And.BeGreaterThan(100);
    }

    [Fact]
    public async Task Collections_make_no_system_call_while_other_threads_wait()
    {
        using GuestTemplate template = await BootAsync();
        using MicroVm clone = template.Clone();
        clone.Call(5);
        for (int i = 0; i < 4; i++)
        {
            clone.Call(AllocateAndDrop);
        }

        long calls = clone.SystemCallCount;
        clone.Call(AllocateAndDrop);

        clone.SystemCallCount.Should().Be(calls);
    }

    private async Task<GuestTemplate> BootAsync() => GuestInMicroVm.Boot((await guest.BuildAsync()).Path);
}
