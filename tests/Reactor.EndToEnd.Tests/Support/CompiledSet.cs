using Reactor.Contracts.Queries;
using Reactor.Engine.Isolation;
using Reactor.QueryCompiler;
using Reactor.QueryCompiler.NativeImage;
using Reactor.Vmm;

namespace Reactor.EndToEnd.Tests.Support;

/// <summary>Queries over one source, compiled once for all tests of a class.</summary>
internal sealed class CompiledSet : IDisposable
{
    private readonly QueryAssembly _assembly;
    private readonly LoadedQueries _loaded;
    private NativeImage? _image;

    private CompiledSet(QueryAssembly assembly)
    {
        _assembly = assembly;
        _loaded = assembly.Load();
    }

    internal IReadOnlyList<QueryManifest> Manifests => _assembly.Manifests;

    /// <summary>Compiles queries; a mistake in one is a mistake in the test.</summary>
    internal static CompiledSet Compile(string source, params IEnumerable<(string Name, string Text)> queries)
    {
        var result = QuerySetCompiler.Compile([.. queries.Select(query => new QuerySource { Name = query.Name, Text = query.Text, Sources = [source] })]);
        result.Assembly.Should().NotBeNull("{0}", string.Join('\n', result.Queries.SelectMany(report => report.FormatDiagnostics())));
        return new CompiledSet(result.Assembly!);
    }

    /// <summary>A provider of guests of one kind; skips the test where this machine has none.</summary>
    internal async Task<IGuestProvider> GuestsAsync(IsolationMode mode)
    {
        if (mode == IsolationMode.InProcess)
        {
            return new InProcessGuests(_loaded.Create);
        }

        var toolchain = MicroVms.Require();
        _image ??= await new NativeImageBuilder(toolchain, new ImageCache()).BuildAsync(_assembly.ToNativeImageRequest());
        return new MicroVmGuests(GuestImage.Load(_image.Path));
    }

    /// <summary>The native image, kept in a cache of the test's own.</summary>
    internal Task<NativeImage> ImageAsync(ImageCache cache) =>
        new NativeImageBuilder(MicroVms.Require(), cache).BuildAsync(_assembly.ToNativeImageRequest());

    public void Dispose() => _loaded.Dispose();
}
