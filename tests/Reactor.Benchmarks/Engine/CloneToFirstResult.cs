using System.Diagnostics;
using Reactor.Bench.Queries;
using Reactor.Vmm;

namespace Reactor.Benchmarks.Engine;

/// <summary>From a booted template to the first validated row of a new instance: clone, open, one change.</summary>
internal static class CloneToFirstResult
{
    private const int Clones = 200;

    public static async Task RunAsync()
    {
        using var scenario = await CompiledScenario.CompileAsync(
            "feed", [InstanceMemory.CopyOnWrite, InstanceMemory.HugePages], ("projection", "MATCH (s:Sensor) WHERE s.value >= 0 RETURN s.name AS name, s.value AS value"));
        var feed = new SensorFeed(1, 1);
        var bootstrap = feed.Bootstrap();
        foreach (var provider in scenario.Providers)
        {
            var milliseconds = new List<double>();
            for (var i = 0; i < Clones; i++)
            {
                var started = Stopwatch.GetTimestamp();
                using var bench = new DrivenInstance(scenario.Manifests[0], provider);
                bench.Enqueue(bootstrap);
                bench.Drain();
                milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                if (bench.Rows != 1)
                {
                    throw new InvalidOperationException("no row");
                }
            }

            milliseconds.RemoveRange(0, 10);
            Console.WriteLine($"clone to first result, {provider.Isolation}: {Statistics.Describe(milliseconds, "0.00")} ms");
        }
    }
}
