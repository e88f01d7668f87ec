using Reactor.Bench.Guests;
using Reactor.Bench.Measuring;
using Reactor.Vmm;
using Reactor.Vmm.Kvm;

namespace Reactor.Bench.Figures;

/// <summary>What an instance costs, and is slowed down by, when it is one of many.</summary>
internal static class Crowds
{
    private const int StateKib = 8 << 10;
    private const int PagesPerWrite = 32;

    internal static IReadOnlyList<BenchCase> Cases { get; } = [new("many_instances", ManyInstances), new("memory/idle_instance", IdleMemory)];

    // The same operations among 10 instances and among 1,000. They cannot alternate: those among 10 come before and after, for drift to cancel.
    private static IEnumerable<Figure> ManyInstances(BenchContext context)
    {
        using GuestTemplate template = context.Guest.Boot(stateKib: StateKib);
        using var crowd = new InstanceCrowd(template);
        crowd.Grow(10);
        IReadOnlyList<Samples> before = MeasureAmong(context, crowd);
        crowd.Grow(1000 / context.Sampler.Settings.CrowdDivisor);
        IReadOnlyList<Samples> many = MeasureAmong(context, crowd);
        crowd.Shrink(10);
        IReadOnlyList<Samples> after = MeasureAmong(context, crowd);
        string[] names = ["call", "copy_on_write_break", "munmap"];
        for (int index = 0; index < names.Length; index++)
        {
            double floor = (before[index].Distribution.Median + after[index].Distribution.Median) / 2;
            Distribution time = many[index].Distribution;
            yield return (Figure.Of("many_instances/" + names[index], time) with
            {
                Floor = floor,
                FloorBench = "among 10",
                Ratio = time.Median / floor,
            }).WithRatioAtMost(1.5);
        }
    }

    private static IReadOnlyList<Samples> MeasureAmong(BenchContext context, InstanceCrowd crowd)
    {
        int page = 0;
        MicroVm fresh = crowd.Fresh();
        return context.Sampler.Interleave(
            new Operation(() => crowd.First.Echo()) { Repeats = 10 },
            new Operation(() => fresh.Run(BenchFunction.WritePages, page, PagesPerWrite)) { Before = PagesNotYetWritten },
            new Operation(MapAndUnmap));

        // Read beforehand, as most pages a query writes are: writing then has to take the shared page away from the guest.
        void PagesNotYetWritten()
        {
            page += PagesPerWrite;
            if ((page + PagesPerWrite) * 4 > StateKib)
            {
                page = 0;
                fresh = crowd.Fresh();
            }

            fresh.Run(BenchFunction.ReadPages, page, PagesPerWrite);
        }
    }

    private static void MapAndUnmap()
    {
        const int Bytes = 64 << 10;
        using HostMapping mapping = HostMapping.Reserve(Bytes, 4096);
        mapping.MapAnonymous(0, Bytes);
        mapping.Slice(0, Bytes).Fill(1);
    }

    // Each instance answered one call, then nothing.
    private static IEnumerable<Figure> IdleMemory(BenchContext context)
    {
        using var crowd = new InstanceCrowd(context.Template);
        crowd.Grow(10);
        foreach (int count in (int[])[1000, 10_000])
        {
            int instances = count / context.Sampler.Settings.CrowdDivisor;
            int before = crowd.Count;
            MemoryUse start = MemoryUse.Now();
            crowd.Grow(instances);
            MemoryUse use = MemoryUse.Now() - start;
            int added = crowd.Count - before;

            // Programs that end meanwhile give the machine memory back: it cannot have lost less than this process took.
            double both = Math.Max(use.SystemKib, use.ProcessKib) / (double)added;
            yield return new Figure($"memory/idle_instance/{count}") { Value = both, Unit = "KiB", Samples = added }.WithValueAtMost(128);
            yield return new Figure($"memory/idle_instance/{count}/of_the_process") { Value = use.ProcessKib / (double)added, Unit = "KiB", Samples = added };
        }
    }
}
