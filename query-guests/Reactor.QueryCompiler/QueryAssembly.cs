using Reactor.Contracts.Queries;
using Reactor.QueryCompiler.Assemblies;
using Reactor.QueryCompiler.NativeImage;

namespace Reactor.QueryCompiler;

/// <summary>The compiled queries of one apply: to be run in this process, or to be made a native guest image of.</summary>
public sealed class QueryAssembly
{
    private readonly Lazy<byte[]> _image;

    internal QueryAssembly(IReadOnlyList<QueryManifest> manifests, IReadOnlyList<GeneratedFile> files)
    {
        Manifests = manifests;
        Files = files;
        _image = new Lazy<byte[]>(() => AssemblyEmitter.EmitLibrary(files));
        ContentHash = AssemblyEmitter.ContentHash(files);
    }

    /// <summary>The queries, by number.</summary>
    public IReadOnlyList<QueryManifest> Manifests { get; }

    /// <summary>The generated C#.</summary>
    public IReadOnlyList<GeneratedFile> Files { get; }

    /// <summary>SHA-256 over the generated C# and the runtime libraries it is compiled against, lower-case hex: equal hashes, equal behaviour.</summary>
    public string ContentHash { get; }

    /// <summary>The assembly, a library without entry point; emitted at its first use.</summary>
    public ReadOnlyMemory<byte> Image => _image.Value;

    /// <summary>Loads the queries into this process.</summary>
    /// <returns>To be disposed of when none of its queries runs any more.</returns>
    public LoadedQueries Load() => new(_image.Value);

    /// <summary>The queries as a program whose <c>Main</c> is a query guest: what the native image builder takes.</summary>
    public NativeImageRequest ToNativeImageRequest() => new(AssemblyEmitter.EmitGuest(Files));
}
