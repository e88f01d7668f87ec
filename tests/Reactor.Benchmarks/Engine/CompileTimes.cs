using System.Diagnostics;
using Reactor.Bench.Queries;
using Reactor.Benchmarks.Pgbench;
using Reactor.QueryCompiler.NativeImage;

namespace Reactor.Benchmarks.Engine;

/// <summary>The demo's queries: from text to a loaded assembly, to a native image with an empty cache, and from a full one.</summary>
internal static class CompileTimes
{
    public static async Task RunAsync()
    {
        var queries = PgbenchSample.Queries();
        var inProcess = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            var started = Stopwatch.GetTimestamp();
            using var loaded = CompiledScenario.Assembly("pgbench", queries).Load();
            loaded.Create(0);
            inProcess.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        Console.WriteLine($"{queries.Length} queries, text to loaded assembly: first {inProcess[0]:0.00} s, then {Statistics.Describe(inProcess[1..], "0.000")} s");
        var toolchain = NativeToolchain.Probe();
        if (!toolchain.IsComplete)
        {
            Console.WriteLine("no native toolchain: reactor doctor says what is missing");
            return;
        }

        var directory = Directory.CreateTempSubdirectory("reactor-bench");
        try
        {
            foreach (var name in new[] { "empty cache", "from cache" })
            {
                var started = Stopwatch.GetTimestamp();
                var request = CompiledScenario.Assembly("pgbench", queries).ToNativeImageRequest();
                var image = await new NativeImageBuilder(toolchain, new ImageCache(directory.FullName)).BuildAsync(request);
                Console.WriteLine(
                    $"{queries.Length} queries, text to native image, {name}: {Stopwatch.GetElapsedTime(started).TotalSeconds:0.00} s " +
                    $"(compiler {image.Ilc.TotalSeconds:0.00} s, linker {image.Link.TotalSeconds:0.00} s), {new FileInfo(image.Path).Length / 1024:N0} KiB");
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
