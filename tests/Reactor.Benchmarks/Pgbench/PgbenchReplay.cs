using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Bench.Queries;
using Reactor.Benchmarks.Engine;
using Reactor.Contracts.Resources;
using Reactor.Engine.Hosting;
using Reactor.Ingest;
using Reactor.Ingest.Files;
using Reactor.Vmm;

namespace Reactor.Benchmarks.Pgbench;

/// <summary>The whole recorded feed from the compressed file to final results, all sample queries, nothing printed.</summary>
internal static class PgbenchReplay
{
    private const int Rounds = 5;

    public static async Task RunAsync()
    {
        var queries = PgbenchSample.Queries();
        var resource = PgbenchSample.Resources().Sources[0];
        using var scenario = await CompiledScenario.CompileAsync(resource.Name, [InstanceMemory.CopyOnWrite, InstanceMemory.HugePages], queries);
        foreach (var provider in scenario.Providers)
        {
            var seconds = new List<double>();
            for (var round = 0; round < Rounds + 1; round++)
            {
                var problems = new List<ResourceProblem>();
                await using IChangeSource source =
                    FileSource.TryCreate(resource, Path.GetDirectoryName(resource.Location.File)!, NullLogger.Instance, problems)!;
                await using var engine = new ReactorEngine(
                    new EngineOptions(), [source],
                    [.. scenario.Manifests.Select(manifest => new EngineQuery(manifest, [resource.Name], QueryRuntimeSettings.Default))],
                    [], provider, TimeProvider.System, NullLoggerFactory.Instance);
                var started = Stopwatch.GetTimestamp();
                await engine.RunAsync(CancellationToken.None);
                if (round > 0)
                {
                    seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
                }

                if (round == Rounds)
                {
                    var changes = source.Statistics.Changes;
                    Console.WriteLine(
                        $"pgbench feed, {queries.Length} queries, {provider.Isolation}: {changes:N0} changes in {Statistics.Describe(seconds, "0.00")} s " +
                        $"= {changes / Statistics.Median(seconds):N0} changes/s, gunzip and JSON decoding included");
                }
            }
        }
    }
}
