using System.Diagnostics;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Resources;
using Reactor.Cypher;
using Reactor.Cypher.Diagnostics;
using Reactor.QueryCompiler;
using Reactor.QueryCompiler.NativeImage;
using Reactor.QueryRuntime.Loop;
using Reactor.Resources;

namespace Reactor.Cli.Composition;

/// <summary>The queries of an apply, compiled: ready to be loaded into this process or built into a native image.</summary>
internal sealed class CompiledQueries : IDisposable
{
    private readonly CompilationResult _result;
    private readonly QueryAssembly _assembly;
    private LoadedQueries? _loaded;

    private CompiledQueries(CompilationResult result, QueryAssembly assembly, TimeSpan compileTime)
    {
        _result = result;
        _assembly = assembly;
        CompileTime = compileTime;
    }

    /// <summary>The queries, in the order of their resources.</summary>
    public IReadOnlyList<QueryManifest> Manifests => _assembly.Manifests;

    /// <summary>From text to generated C#.</summary>
    public TimeSpan CompileTime { get; }

    /// <summary>The generated C#.</summary>
    public string Source => string.Join("\n", _assembly.Files.Select(file => $"// {file.Name}\n{file.Text}"));

    /// <summary>Compiles all queries; mistakes and warnings go to stderr.</summary>
    /// <param name="resources">The resources.</param>
    /// <param name="mistakes">How many mistakes were printed.</param>
    /// <returns>Null when there are mistakes.</returns>
    public static CompiledQueries? Compile(LoadedResources resources, out int mistakes)
    {
        var started = Stopwatch.GetTimestamp();
        var result = QuerySetCompiler.Compile([.. resources.Set.Queries.Select(query => new QuerySource
        {
            Name = query.Name,
            Text = query.Text,
            Language = query.IsGql ? QueryLanguage.Gql : QueryLanguage.Cypher,
            Sources = [.. query.Subscriptions.Select(subscription => subscription.Source)],
            Archive = query.Runtime.Archive,
            Joins = [.. query.Joins.Select(join => join.Definition)],
            Parameters = query.Parameters.ToDictionary(parameter => parameter.Key, parameter => CoreSchema.ValueOf(parameter.Value), StringComparer.Ordinal),
        })]);
        mistakes = 0;
        foreach (var report in result.Queries)
        {
            foreach (var diagnostic in report.Diagnostics)
            {
                mistakes += diagnostic.Severity == Severity.Error ? 1 : 0;
                Print(resources, report.Query.Name, diagnostic);
            }

            foreach (var unused in report.UnusedJoins)
            {
                Print(resources, report.Query.Name, unused);
            }
        }

        return result.Assembly is null ? null : new CompiledQueries(result, result.Assembly, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>The plans, printed.</summary>
    public string Explain() => string.Join("\n", _result.Queries.Select(report => $"{report.Query.Name}\n{report.Plan}"));

    /// <summary>Loads the queries into this process, which is when Roslyn translates them: about a second the first time, best spent before a run begins.</summary>
    /// <returns>Makes the query with a number.</returns>
    public Func<int, CompiledQuery> LoadInProcess() => (_loaded ??= _assembly.Load()).Create;

    /// <summary>Builds the native image, or takes it from the cache.</summary>
    /// <exception cref="NativeImageException">A tool is missing or failed.</exception>
    public Task<NativeImage> BuildImageAsync(IProgress<NativeImageStage> progress, CancellationToken cancellationToken) =>
        new NativeImageBuilder(NativeToolchain.Probe(), new ImageCache()).BuildAsync(_assembly.ToNativeImageRequest(), progress, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _loaded?.Dispose();

    private static void Print(LoadedResources resources, string query, Reactor.Cypher.Diagnostics.Diagnostic diagnostic)
    {
        var severity = diagnostic.Severity == Severity.Error ? "error" : "warning";
        var finding = $"{severity} {diagnostic.Code}: {diagnostic.Message}{(diagnostic.Suggestion is null ? "" : $"; did you mean '{diagnostic.Suggestion}'?")}";
        Console.Error.WriteLine(resources.Listing.Format(resources.QueryTexts[query].LocationOf(diagnostic.Span.Start), finding, diagnostic.Span.Length));
    }

    private static void Print(LoadedResources resources, string query, UnusedJoin unused)
    {
        var join = resources.Set.Queries.First(resource => resource.Name == query).Joins.First(join => join.Definition.Id == unused.Id);
        var finding = new ResourceProblem(
            join.Location,
            $"ContinuousQuery \"{query}\": no pattern has a relation of type \"{unused.Id}\", so this join relates nothing",
            unused.Suggestion is null ? null : $"did you mean \"{unused.Suggestion}\"?");
        Console.Error.WriteLine(resources.Listing.Format(finding, "warning"));
    }
}
