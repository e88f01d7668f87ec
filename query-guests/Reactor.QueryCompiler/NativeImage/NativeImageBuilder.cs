using System.Diagnostics;

namespace Reactor.QueryCompiler.NativeImage;

/// <summary>Makes guest images of managed assemblies: ilc compiles them to one object file, the system's linker makes it an executable.</summary>
/// <param name="toolchain">The tools; an incomplete set still finds what is in the cache.</param>
/// <param name="cache">Where images are kept.</param>
public sealed class NativeImageBuilder(NativeToolchain toolchain, ImageCache cache)
{
    /// <summary>Gives the image of some assemblies, from the cache or built now.</summary>
    /// <param name="request">The assemblies.</param>
    /// <param name="progress">Told of each stage when it begins; may be null.</param>
    /// <param name="cancellationToken">Stops the tools; nothing is left behind.</param>
    /// <exception cref="NativeImageException">A tool is missing or failed.</exception>
    /// <exception cref="BadImageFormatException">An assembly is none.</exception>
    public async Task<NativeImage> BuildAsync(
        NativeImageRequest request, IProgress<NativeImageStage>? progress = null, CancellationToken cancellationToken = default)
    {
        progress?.Report(NativeImageStage.LookUp);
        IReadOnlyList<ManagedAssembly> libraries = AssemblyClosure.Resolve(request);
        string key = ImageKey.Of(request.EntryAssembly, libraries);
        if (cache.TryGet(key, out (string Path, string ContentHash) found))
        {
            return new NativeImage(found.Path, found.ContentHash, FromCache: true, TimeSpan.Zero, TimeSpan.Zero);
        }

        if (toolchain.Missing is { } missing)
        {
            throw new NativeImageException(missing.Name, $"{missing.Detail} {missing.Remedy}");
        }

        DirectoryInfo directory = cache.CreateBuildDirectory();
        try
        {
            return await BuildAsync(request.EntryAssembly, libraries, key, directory.FullName, progress, cancellationToken);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private async Task<NativeImage> BuildAsync(
        ManagedAssembly entryAssembly,
        IReadOnlyList<ManagedAssembly> libraries,
        string key,
        string directory,
        IProgress<NativeImageStage>? progress,
        CancellationToken cancellationToken)
    {
        progress?.Report(NativeImageStage.Compile);
        long start = Stopwatch.GetTimestamp();
        string objectFile = Path.Combine(directory, "guest.o");
        Task<string> stubs = CompileStubsAsync(directory, cancellationToken);
        Task ilc = CompileAsync(entryAssembly, libraries, directory, objectFile, cancellationToken);
        await Task.WhenAll(stubs, ilc);
        TimeSpan ilcTime = Stopwatch.GetElapsedTime(start);

        progress?.Report(NativeImageStage.Link);
        start = Stopwatch.GetTimestamp();
        string executable = Path.Combine(directory, "guest.elf");
        string script = await WriteAsync(directory, EmbeddedFile.LinkerScript, EmbeddedFile.Read(EmbeddedFile.LinkerScript), cancellationToken);
        IEnumerable<string> arguments = LinkOptions.Arguments(toolchain, objectFile, await stubs, script, executable);
        await ToolProcess.RunAsync("ld", toolchain.GccPath, arguments, cancellationToken);
        TimeSpan linkTime = Stopwatch.GetElapsedTime(start);

        progress?.Report(NativeImageStage.Store);
        (string path, string contentHash) = cache.Add(key, executable);
        return new NativeImage(path, contentHash, FromCache: false, ilcTime, linkTime);
    }

    private async Task CompileAsync(
        ManagedAssembly entryAssembly,
        IReadOnlyList<ManagedAssembly> libraries,
        string directory,
        string objectFile,
        CancellationToken cancellationToken)
    {
        string entry = await WriteAsync(directory, entryAssembly.Name + ".dll", entryAssembly.Image, cancellationToken);
        var references = new List<string>(libraries.Count);
        foreach (ManagedAssembly library in libraries)
        {
            references.Add(await WriteAsync(directory, library.Name + ".dll", library.Image, cancellationToken));
        }

        string responseFile = Path.Combine(directory, "guest.ilc.rsp");
        await File.WriteAllLinesAsync(responseFile, IlcOptions.ResponseFile(toolchain, entry, references, objectFile), cancellationToken);
        await ToolProcess.RunAsync("ilc", toolchain.IlcPath, ["@" + responseFile], cancellationToken);
    }

    private async Task<string> CompileStubsAsync(string directory, CancellationToken cancellationToken)
    {
        string source = await WriteAsync(directory, EmbeddedFile.Stubs, EmbeddedFile.Read(EmbeddedFile.Stubs), cancellationToken);
        string output = Path.Combine(directory, "wrap.o");
        await ToolProcess.RunAsync("gcc", toolchain.GccPath, [.. LinkOptions.CompileStubs, source, "-o", output], cancellationToken);
        return output;
    }

    private static async Task<string> WriteAsync(string directory, string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        string path = Path.Combine(directory, name);
        await File.WriteAllBytesAsync(path, bytes, cancellationToken);
        return path;
    }
}
