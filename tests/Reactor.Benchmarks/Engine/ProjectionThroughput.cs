using System.Diagnostics;
using Reactor.Bench.Queries;
using Reactor.Engine.Isolation;
using Reactor.Vmm;

namespace Reactor.Benchmarks.Engine;

/// <summary>
/// Single-label projection with WHERE, updates of 10,000 sensors half of which pass: changes per second through one thread that encodes, runs
/// and validates. Rounds of the isolation modes alternate, so that the ratio holds whatever else the machine does.
/// </summary>
internal static class ProjectionThroughput
{
    private const int Rounds = 9;
    private const int Batches = 400;
    private const int BatchChanges = 1024;

    public static async Task RunAsync()
    {
        using var scenario = await CompiledScenario.CompileAsync(
            "feed", [InstanceMemory.CopyOnWrite, InstanceMemory.HugePages], ("projection", "MATCH (s:Sensor) WHERE s.value > 500 RETURN s.name AS name, s.value AS value"));
        var feed = new SensorFeed(10_000, BatchChanges);
        var bootstrap = feed.Bootstrap();
        var updates = feed.Updates(Batches);
        var benches = scenario.Providers.Select(provider => (Provider: provider, Bench: new DrivenInstance(scenario.Manifests[0], provider))).ToArray();
        var figures = benches.ToDictionary(bench => bench, _ => new List<double>());
        var allocated = benches.ToDictionary(bench => bench, _ => 0L);
        foreach (var (_, bench) in benches)
        {
            bench.Enqueue(bootstrap);
            bench.Drain();
        }

        for (var round = 0; round < Rounds + 2; round++)
        {
            foreach (var bench in benches)
            {
                foreach (var batch in updates)
                {
                    bench.Bench.Enqueue(batch);
                }

                var before = GC.GetAllocatedBytesForCurrentThread();
                var started = Stopwatch.GetTimestamp();
                bench.Bench.Drain();
                var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
                if (round >= 2)
                {
                    figures[bench].Add(Batches * BatchChanges / seconds);
                    allocated[bench] = GC.GetAllocatedBytesForCurrentThread() - before;
                }
            }
        }

        Console.WriteLine($"projection with WHERE, {Batches * BatchChanges:N0} changes a round, {Rounds} rounds, one thread");
        var inProcess = Statistics.Median(figures[benches[0]]);
        foreach (var bench in benches)
        {
            Console.WriteLine(
                $"  {Name(bench.Provider, benches),-22} {Statistics.Describe(figures[bench], "N0")} changes/s, " +
                $"{Statistics.Median(figures[bench]) / inProcess:0.00} of in-process, " +
                $"{allocated[bench] / (double)(Batches * BatchChanges):0.000} managed bytes a change, {bench.Bench.Rows:N0} rows, {bench.Bench.Entries:N0} entries");
            bench.Bench.Dispose();
        }
    }

    private static string Name(IGuestProvider provider, (IGuestProvider Provider, DrivenInstance Bench)[] benches) =>
        provider is InProcessGuests ? "in-process" : provider == benches[1].Provider ? "micro-VM, 4 KiB pages" : "micro-VM, huge pages";
}
