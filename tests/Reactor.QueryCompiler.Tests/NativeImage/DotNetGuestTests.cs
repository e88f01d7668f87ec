using Reactor.Contracts.Guests;
using Reactor.Vmm;

namespace Reactor.QueryCompiler.Tests.NativeImage;

/// <summary>A .NET guest without an operating system does all that the runtime does in a process, in every clone, without leaving the virtual CPU.</summary>
public sealed class DotNetGuestTests(ProbeGuest guest) : IClassFixture<ProbeGuest>
{
    private const uint Answer = 1;
    private const uint Collect = 2;
    private const uint ThrowAndCatch = 3;
    private const uint TwoMillionStrings = 4;
    private const uint MillionEntries = 5;
    private const uint Fail = 6;
    private const uint DereferenceNull = 7;
    private const uint CountCalls = 8;
    private const uint KeepEverything = 9;
    private const uint ReadClock = 10;
    private const uint OverflowStack = 11;
    private const uint Echo = 12;
    private const uint Random = 13;
    private const uint RunFinalizer = 14;
    private const uint DivideByZero = 15;

    [Fact]
    public async Task Boot_asks_the_host_for_nothing_it_does_not_know()
    {
        using GuestTemplate template = await BootAsync();
        using MicroVm clone = template.Clone();

        template.BootLog.Should().BeEmpty();
        template.BootSystemCallCount.Should().BeLessThan(100);
        clone.UnknownSystemCalls.Should().BeEmpty();
    }

    [Theory]
    [InlineData(Answer, 42)]
    [InlineData(ThrowAndCatch, 1)]
    [InlineData(TwoMillionStrings, 18_888_890)]
    [InlineData(MillionEntries, 499_999_500_000)]
    [InlineData(RunFinalizer, 1)]
    [InlineData(DereferenceNull, 77)]
    [InlineData(DivideByZero, 78)]
    public async Task Call_gives_what_the_same_program_gives_as_a_process(uint function, long expected)
    {
        using GuestTemplate template = await BootAsync();
        using MicroVm clone = template.Clone();

        clone.Call(function).Should().Be(expected);
        clone.Call(Answer).Should().Be(42);
    }

    [Fact]
    public async Task Guest_whose_heap_has_stopped_growing_collects_throws_and_allocates_without_leaving_the_virtual_cpu()
    {
        using GuestTemplate template = await BootAsync();
        using MicroVm clone = template.Clone();
        WorkHard(clone, rounds: 4);
        long calls = clone.SystemCallCount;
        long committed = clone.CommittedBytes;
        long collections = clone.Call(Collect);

        WorkHard(clone, rounds: 3);

        clone.Call(Collect).Should().BeGreaterThan(collections + 3, "the collector ran");
        (clone.SystemCallCount - calls).Should().Be(0);
        clone.CommittedBytes.Should().Be(committed);
    }

    [Fact]
    public async Task Fresh_clone_answers_throws_and_collects_without_a_system_call()
    {
        using GuestTemplate template = await BootAsync();
        using MicroVm clone = template.Clone();

        clone.Call(Answer);
        clone.Call(ThrowAndCatch);
        clone.Call(Collect);
        clone.Call(ThrowAndCatch);

        clone.SystemCallCount.Should().Be(0);
    }

    [Fact]
    public async Task Clones_share_nothing()
    {
        using GuestTemplate template = await BootAsync();
        using MicroVm first = template.Clone();
        using MicroVm second = template.Clone();

        first.Call(CountCalls);
        first.Call(CountCalls);

        first.Call(CountCalls).Should().Be(3);
        second.Call(CountCalls).Should().Be(1);
    }

    [Fact]
    public async Task Unhandled_exception_is_reported_with_type_message_and_place_and_ends_that_clone_only()
    {
        using GuestTemplate template = await BootAsync();
        using MicroVm failing = template.Clone();
        using MicroVm other = template.Clone();

        GuestExit exit = failing.CallToItsEnd(Fail);

        exit.Reason.Should().Be(GuestExitReason.Failed);
        exit.Detail.Should().Contain("System.InvalidOperationException: the sixth function always fails").And.Contain("at Program.Run(UInt32)");
        other.Call(Answer).Should().Be(42);
    }

    [Fact]
    public async Task Guest_that_keeps_everything_runs_out_of_memory()
    {
        using GuestTemplate template = await BootAsync();
        using MicroVm clone = template.Clone();

        clone.CallToItsEnd(KeepEverything).Reason.Should().Be(GuestExitReason.MemoryExhausted);
    }

    [Fact]
    public async Task Endless_recursion_ends_the_clone()
    {
        using GuestTemplate template = await BootAsync();
        using MicroVm clone = template.Clone();

        clone.CallToItsEnd(OverflowStack).Reason.Should().Be(GuestExitReason.Trapped);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_700_000_000_123_456_700)]
    [InlineData(-1_000_000_100)]
    public async Task Wall_clock_is_the_clock_of_the_batch(long clockNs)
    {
        using GuestTemplate template = await BootAsync();
        using MicroVm clone = template.Clone();

        clone.Call(ReadClock, clockNs).Should().Be(clockNs / 100);
    }

    [Fact]
    public async Task Random_numbers_depend_on_the_seed_alone()
    {
        using GuestTemplate template = await BootAsync();
        byte[] seed = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
        using MicroVm first = template.Clone(InstanceMemory.CopyOnWrite, seed);
        using MicroVm second = template.Clone(InstanceMemory.CopyOnWrite, seed);
        using MicroVm third = template.Clone();

        long number = first.Call(Random);

        second.Call(Random).Should().Be(number);
        third.Call(Random).Should().NotBe(number);
    }

    [Fact]
    public async Task Boxes_carry_every_byte()
    {
        using GuestTemplate template = await BootAsync();
        using MicroVm clone = template.Clone();
        new System.Random(1).NextBytes(clone.Inbox);
        byte[] sent = clone.Inbox.ToArray();

        GuestExit exit = clone.Enter(GuestCommand.Call, Echo, sent.Length, 0, GuestInMicroVm.Deadline);

        exit.OutboxLength.Should().Be(sent.Length);
        clone.Outbox.SequenceEqual(sent).Should().BeTrue();
    }

    [Fact]
    public async Task Command_for_a_query_guest_is_refused_in_words()
    {
        using GuestTemplate template = await BootAsync();
        using MicroVm clone = template.Clone();

        GuestExit exit = clone.Enter(GuestCommand.Open, 0, 0, 0, GuestInMicroVm.Deadline);

        exit.Reason.Should().Be(GuestExitReason.Failed);
        exit.Detail.Should().Contain("hand-written");
    }

    private static void WorkHard(MicroVm clone, int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            clone.Call(TwoMillionStrings);
            clone.Call(MillionEntries);
            clone.Call(ThrowAndCatch);
            clone.Call(Collect);
        }
    }

    private async Task<GuestTemplate> BootAsync() => GuestInMicroVm.Boot((await guest.BuildAsync()).Path);
}
