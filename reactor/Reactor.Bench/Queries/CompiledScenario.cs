using Reactor.Contracts.Queries;
using Reactor.Engine.Isolation;
using Reactor.QueryCompiler;
using Reactor.QueryCompiler.NativeImage;
using Reactor.Vmm;

namespace Reactor.Bench.Queries;

/// <summary>Queries compiled once, with guests of both kinds.</summary>
internal sealed class CompiledScenario : IDisposable
{
    private readonly LoadedQueries _loaded;

    private CompiledScenario(QueryAssembly assembly, LoadedQueries loaded, IReadOnlyList<IGuestProvider> providers)
    {
        Manifests = assembly.Manifests;
        _loaded = loaded;
        Providers = providers;
    }

    /// <summary>The queries.</summary>
    public IReadOnlyList<QueryManifest> Manifests { get; }

    /// <summary>In-process first, then micro-VMs where this machine can.</summary>
    public IReadOnlyList<IGuestProvider> Providers { get; }

    /// <summary>Compiles queries over one source.</summary>
    /// <param name="source">Its name.</param>
    /// <param name="microVms">What the memory of micro-VMs is made of, a provider each; none where this machine cannot.</param>
    /// <param name="queries">The queries.</param>
    public static async Task<CompiledScenario> CompileAsync(string source, IReadOnlyList<InstanceMemory> microVms, params (string Name, string Text)[] queries)
    {
        var assembly = Assembly(source, queries);
        var loaded = assembly.Load();
        var providers = new List<IGuestProvider> { new InProcessGuests(loaded.Create) };
        if (microVms.Count > 0 && KvmHost.Probe().IsAvailable && NativeToolchain.Probe().IsComplete)
        {
            var image = await new NativeImageBuilder(NativeToolchain.Probe(), new ImageCache()).BuildAsync(assembly.ToNativeImageRequest());
            providers.AddRange(microVms.Select(memory => new MicroVmGuests(GuestImage.Load(image.Path), memory)));
        }

        return new CompiledScenario(assembly, loaded, providers);
    }

    /// <summary>Compiles queries to an assembly.</summary>
    /// <exception cref="InvalidOperationException">A query has a mistake.</exception>
    public static QueryAssembly Assembly(string source, params (string Name, string Text)[] queries)
    {
        var result = QuerySetCompiler.Compile([.. queries.Select(query => new QuerySource { Name = query.Name, Text = query.Text, Sources = [source] })]);
        return result.Assembly ?? throw new InvalidOperationException(string.Join('\n', result.Queries.SelectMany(report => report.FormatDiagnostics())));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var provider in Providers)
        {
            provider.Dispose();
        }

        _loaded.Dispose();
    }
}
