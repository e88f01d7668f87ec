using System.Diagnostics;
using System.Globalization;
using Reactor.Bench.Measuring;
using Reactor.QueryCompiler;
using Reactor.QueryCompiler.NativeImage;

namespace Reactor.Bench.Queries;

/// <summary>From the text of queries to something that runs: an assembly loaded into this process, or a native image with an empty cache.</summary>
internal static class CompileTimes
{
    private const int ManyQueries = 500;

    // Shapes that differ in operators; the number makes each query another one.
    private static readonly string[] Texts =
    [
        "MATCH (r:Room) WHERE r.temperature > {0} RETURN elementId(r) AS id, r.temperature AS t{0}",
        "MATCH (r:Room)-[:PART_OF]->(f:Floor) WHERE r.co2 > {0} RETURN f.name AS floor, avg(r.temperature) AS average, count(*) AS rooms",
        "MATCH (h:History), (t:Teller) WHERE h.tid = t.tid AND t.branch <> {0} RETURN t.tid AS teller, sum(h.delta) AS delta",
        "MATCH (s:Sensor) WHERE s.kind = {0} RETURN s.name AS name, s.value AS value ORDER BY value DESC LIMIT 10",
        "MATCH (a:A) OPTIONAL MATCH (a)-[:KNOWS]->(b:B) WHERE b.age > {0} RETURN a.name AS name, collect(b.name) AS friends",
    ];

    internal static async Task<IReadOnlyList<QueryFigure>> MeasureAsync(QueryBenchSettings settings, CancellationToken cancellationToken)
    {
        _ = LoadSeconds(0);
        double[] warm = [.. Enumerable.Range(1, settings.Scaled(20)).Select(LoadSeconds)];
        var figures = new List<QueryFigure> { Figure("compile/one_query", "inprocess", Distribution.Of(warm).Median).WithSecondsAtMost(0.3) };
        if (settings.InMicroVms)
        {
            figures.Add(Figure("compile/one_query", "microvm", await BuildSecondsAsync(1, cancellationToken)).WithSecondsAtMost(4));
            int many = settings.Scaled(ManyQueries);
            figures.Add(Figure($"compile/{many}_queries_in_one_image", "microvm", await BuildSecondsAsync(many, cancellationToken)).WithSecondsAtMost(30));
        }

        return figures;
    }

    private static QueryFigure Figure(string name, string isolation, double seconds) => new(name, isolation) { MedianUs = seconds * 1_000_000 };

    private static (string Name, string Text) Query(int number) =>
        ($"q{number}", string.Format(CultureInfo.InvariantCulture, Texts[number % Texts.Length], number));

    private static double LoadSeconds(int number)
    {
        long started = Stopwatch.GetTimestamp();
        using LoadedQueries loaded = CompiledScenario.Assembly("feed", Query(number)).Load();
        _ = loaded.Create(0);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<double> BuildSecondsAsync(int queries, CancellationToken cancellationToken)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("reactor-bench-");
        try
        {
            long started = Stopwatch.GetTimestamp();
            NativeImageRequest request = CompiledScenario.Assembly("feed", [.. Enumerable.Range(0, queries).Select(Query)]).ToNativeImageRequest();
            _ = await new NativeImageBuilder(NativeToolchain.Probe(), new ImageCache(directory.FullName)).BuildAsync(request, null, cancellationToken);
            return Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
