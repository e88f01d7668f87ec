using Reactor.Bench.Guests;
using Reactor.Bench.Measuring;
using Reactor.QueryCompiler.NativeImage;
using Reactor.Vmm;

namespace Reactor.Bench.Tests;

/// <summary>Each bench runs, for a moment: its figures are checked for sense, not for size.</summary>
public sealed class VmmBenchTests
{
    private static readonly Lazy<Task<BenchGuest>> Guest = new(() => BenchGuest.BuildAsync(_ => { }, CancellationToken.None));

    public static TheoryData<string> Names => [.. VmmBench.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Bench_gives_figures_of_its_own_name(string name)
    {
        RequireMachine();
        using var context = new BenchContext(await Guest.Value, BenchSettings.Smoke);

        Figure[] figures = [.. VmmBench.Cases.Single(bench => bench.Name == name).Run(context)];

        figures.Should().NotBeEmpty();
        figures.Select(figure => figure.Bench).Should().OnlyHaveUniqueItems().And.OnlyContain(bench => bench.StartsWith(name, StringComparison.Ordinal));
        foreach (Figure figure in figures)
        {
            (figure.Value > 0 || figure.Unit != Figure.Microseconds).Should().BeTrue("{0}", figure);
            (figure.Floor is null || (figure.Ratio > 0 && figure.FloorBench is not null)).Should().BeTrue("{0}", figure);
        }
    }

    [Fact]
    public async Task Call_allocates_nothing()
    {
        RequireMachine();
        using var context = new BenchContext(await Guest.Value, BenchSettings.Smoke);

        Figure[] figures = [.. VmmBench.Cases.Single(bench => bench.Name == "guest_calls/call").Run(context)];

        figures.Single(figure => figure.Unit == "B").Value.Should().Be(0);
    }

    [Fact]
    public void Names_are_unique()
    {
        VmmBench.Names.Should().OnlyHaveUniqueItems();
    }

    private static void RequireMachine()
    {
        KvmAvailability kvm = KvmHost.Probe();
        NativeToolchain tools = NativeToolchain.Probe();
        if (Environment.GetEnvironmentVariable("REQUIRE_KVM") == "1")
        {
            kvm.IsAvailable.Should().BeTrue("REQUIRE_KVM=1; {0} {1}", kvm.Reason, kvm.Remedy);
        }

        if (Environment.GetEnvironmentVariable("REQUIRE_NATIVE") == "1")
        {
            tools.IsComplete.Should().BeTrue("REQUIRE_NATIVE=1");
        }

        Assert.SkipUnless(kvm.IsAvailable, kvm.Reason);
        Assert.SkipUnless(tools.IsComplete, "Native images cannot be built here: reactor doctor says why.");
    }
}
