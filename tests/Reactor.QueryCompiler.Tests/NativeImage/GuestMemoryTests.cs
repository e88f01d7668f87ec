using Reactor.Contracts.Guests;
using Reactor.QueryCompiler.NativeImage;
using Reactor.Vmm;

namespace Reactor.QueryCompiler.Tests.NativeImage;

/// <summary>How a .NET guest lives within its limit.</summary>
public sealed class GuestMemoryTests(ProbeGuest guest) : IClassFixture<ProbeGuest>
{
    private const uint Answer = 1;
    private const uint Collect = 2;
    private const uint TwoMillionStrings = 4;
    private const uint MillionEntries = 5;
    private const uint KeepEverything = 9;
    private const long Second = 1_000_000_000;

    [Fact]
    public async Task Guest_of_the_least_class_answers_allocates_and_collects()
    {
        using GuestTemplate template = await BootAsync(GuestRuntimeKnobs.MinMemoryBytes);
        using MicroVm clone = template.Clone();

        clone.Call(Answer).Should().Be(42);
        clone.Call(TwoMillionStrings).Should().Be(18_888_890);
        clone.Call(Collect);

        using MicroVm greedy = template.Clone();
        greedy.CallToItsEnd(KeepEverything).Reason.Should().Be(GuestExitReason.MemoryExhausted);
        clone.Call(TwoMillionStrings).Should().Be(18_888_890);
    }

    [Fact]
    public async Task Guest_that_does_not_start_in_its_limit_says_so()
    {
        string path = (await guest.BuildAsync()).Path;
        Action boot = () => GuestTemplate.Boot(
            GuestImage.Load(path),
            new GuestLimits { MemoryBytes = GuestLimits.MinMemoryBytes },
            GuestRuntimeKnobs.For(GuestRuntimeKnobs.MinMemoryBytes),
            GuestInMicroVm.Deadline);

        boot.Should().Throw<GuestBootException>().WithMessage("*MemoryExhausted*limit of 16 MiB*");
    }

    [Fact]
    public async Task Memory_the_collector_has_not_needed_for_a_while_goes_back_and_comes_again()
    {
        using GuestTemplate template = await BootAsync(128 << 20);
        using MicroVm clone = template.Clone();
        long now = 1_700_000_000 * Second;
        clone.Call(MillionEntries, now);
        long peak = clone.CommittedBytes;

        for (int i = 0; i < 60; i++)
        {
            clone.Call(Collect, now += 2 * Second);
        }

        clone.CommittedBytes.Should().BeLessThan(peak - (16 << 20), "a million entries took more than that");
        clone.Call(MillionEntries, now).Should().Be(499_999_500_000);
        clone.CommittedBytes.Should().BeLessThanOrEqualTo(peak + (4 << 20));
    }

    [Fact]
    public async Task Steady_guest_makes_no_system_call_while_time_passes_and_collections_are_forced()
    {
        using GuestTemplate template = await BootAsync(128 << 20);
        using MicroVm clone = template.Clone();
        long now = 1_700_000_000 * Second;
        for (int i = 0; i < 12; i++)
        {
            Work();
        }

        long calls = clone.SystemCallCount;
        long committed = clone.CommittedBytes;

        for (int i = 0; i < 25; i++)
        {
            Work();
        }

        (clone.SystemCallCount - calls).Should().Be(0);
        clone.CommittedBytes.Should().Be(committed);

        void Work()
        {
            clone.Call(TwoMillionStrings, now += 3 * Second);
            clone.Call(Collect, now);
        }
    }

    private async Task<GuestTemplate> BootAsync(long memoryBytes) =>
        GuestInMicroVm.Boot((await guest.BuildAsync()).Path, memoryBytes: memoryBytes);
}
