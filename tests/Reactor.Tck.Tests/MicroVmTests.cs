using System.Diagnostics;
using Reactor.Contracts.Changes;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Wire;
using Reactor.QueryCompiler;
using Reactor.QueryCompiler.NativeImage;
using Reactor.Vmm;

namespace Reactor.Tck.Tests;

/// <summary>A random tenth of the kit, as far as it passes in this process, compiled into a few native images and run in micro-VMs.</summary>
public sealed class MicroVmTests(ITestOutputHelper output)
{
    private const int Images = 2;
    private const long MemoryBytes = 64L << 20;

    private static readonly TimeSpan BootDeadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Random_tenth_of_the_kit_passes_in_micro_vms_as_it_does_in_process()
    {
        NativeToolchain tools = RequireMachine();
        var kit = Kit.Require();
        var random = new Random(Kit.Seed);
        TckScenario[] sample = [.. kit.Scenarios.Where(_ => random.Next(10) == 0)];
        TckScenario[] accepted = Accepted(sample);
        var started = Stopwatch.GetTimestamp();
        var failed = new List<TckOutcome>();
        foreach (TckScenario[] part in accepted.Chunk((accepted.Length / Images) + 1))
        {
            failed.AddRange((await RunAsync(part, tools)).Where(outcome => outcome.Reason is not null));
        }

        output.WriteLine(
            $"tck in micro-VMs, seed {Kit.Seed}: {accepted.Length - failed.Count} passed, {failed.Count} failed, of {sample.Length} sampled; "
            + $"{Images} images, {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
        accepted.Should().HaveCountGreaterThan(50);
        failed.Should().BeEmpty();
    }

    /// <summary>Those that compile and pass in this process.</summary>
    private static TckScenario[] Accepted(TckScenario[] sample)
    {
        var run = new TckRun(Kit.Seed);
        run.Run(sample);
        var passed = run.Outcomes.Where(outcome => outcome.Reason is null).Select(outcome => outcome.Scenario).ToHashSet(StringComparer.Ordinal);
        return [.. sample.Where(scenario => passed.Contains(scenario.Name) && !QuerySetCompiler.Compile([scenario.Source]).Queries[0].HasErrors)];
    }

    private static async Task<IReadOnlyList<TckOutcome>> RunAsync(TckScenario[] scenarios, NativeToolchain tools)
    {
        var assembly = QuerySetCompiler.Compile([.. scenarios.Select(scenario => scenario.Source)]).Assembly!;
        var directory = Directory.CreateTempSubdirectory("reactor-tck-");
        try
        {
            var image = await new NativeImageBuilder(tools, new ImageCache(directory.FullName))
                .BuildAsync(assembly.ToNativeImageRequest(), null, TestContext.Current.CancellationToken);
            using var template = GuestTemplate.Boot(
                GuestImage.Load(image.Path), new GuestLimits { MemoryBytes = MemoryBytes }, GuestRuntimeKnobs.For(MemoryBytes), BootDeadline);
            return [.. scenarios.Select((scenario, number) => Execute(template, scenario, assembly.Manifests[number]))];
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static TckOutcome Execute(GuestTemplate template, TckScenario scenario, QueryManifest manifest)
    {
        using MicroVm guest = template.Clone();
        try
        {
            var run = new GuestRun(guest, manifest, scenario.IgnoresListOrder);
            run.Unit(UnitKind.Bootstrap, scenario.Graph.Elements.Select(element => (Func<SourceVocabulary, ElementChange>)element.Insert));
            return Judgement.Of(scenario, manifest, run, order: null);
        }
        catch (GuestFailedException failure)
        {
            return scenario.Fail($"query: {failure.Message}", failure.Detail);
        }
    }

    private static NativeToolchain RequireMachine()
    {
        KvmAvailability kvm = KvmHost.Probe();
        NativeToolchain tools = NativeToolchain.Probe();
        if (Environment.GetEnvironmentVariable("REQUIRE_KVM") == "1")
        {
            kvm.IsAvailable.Should().BeTrue("REQUIRE_KVM=1; {0} {1}", kvm.Reason, kvm.Remedy);
            tools.IsComplete.Should().BeTrue("REQUIRE_KVM=1; reactor doctor says what is missing");
        }

        Assert.SkipUnless(kvm.IsAvailable, kvm.Reason);
        Assert.SkipUnless(tools.IsComplete, "Native images cannot be built here: reactor doctor says why.");
        return tools;
    }
}
