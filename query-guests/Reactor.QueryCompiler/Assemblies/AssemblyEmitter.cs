using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using Reactor.Contracts.Wire;
using Reactor.QueryCompiler.Emission;
using Reactor.QueryCompiler.NativeImage;
using Reactor.QueryRuntime.Loop;

namespace Reactor.QueryCompiler.Assemblies;

/// <summary>From generated C# to assemblies, deterministically: same text and libraries, same bytes.</summary>
internal static class AssemblyEmitter
{
    private const string LibraryName = "Reactor.Queries";
    private const string GuestName = "Reactor.Queries.Guest";

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14, DocumentationMode.None);

    // The few assemblies generated code names types of; all the framework's would triple the time.
    private static readonly MetadataReference[] References =
    [
        .. new[]
        {
            typeof(object).Assembly.Location,
            Framework("System.Runtime"),
            Framework("System.Collections"),
            Framework("System.Memory"),
            typeof(ChangeView).Assembly.Location,
            typeof(CompiledQuery).Assembly.Location,
        }.Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The assembly to be loaded into this process.</summary>
    internal static byte[] EmitLibrary(IReadOnlyList<GeneratedFile> files) =>
        Emit(LibraryName, OutputKind.DynamicallyLinkedLibrary, files, References);

    /// <summary>The same with the entry point of a query guest; emitted only when no image of it is cached.</summary>
    internal static ManagedAssembly EmitGuest(IReadOnlyList<GeneratedFile> files)
    {
        IReadOnlyList<GeneratedFile> all = [.. files, new GeneratedFile("Program.cs", ProgramEmitter.EmitMain())];
        return new ManagedAssembly(GuestName, SourceHash(all), () =>
        {
            var sdk = MetadataReference.CreateFromImage([.. GuestLibraries.Sdk.Image.Span]);
            return Emit(GuestName, OutputKind.ConsoleApplication, all, [.. References, sdk]);
        });
    }

    /// <summary>Hash of generated C# and of the libraries it is compiled against.</summary>
    internal static string ContentHash(IReadOnlyList<GeneratedFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(SourceHash(files));
        hash.AppendData(typeof(ChangeView).Module.ModuleVersionId.ToByteArray());
        hash.AppendData(typeof(CompiledQuery).Module.ModuleVersionId.ToByteArray());
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>All that decides what the C# compiler makes of some files, besides the libraries.</summary>
    private static byte[] SourceHash(IReadOnlyList<GeneratedFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(typeof(CSharpCompilation).Module.ModuleVersionId.ToByteArray());
        foreach (var file in files)
        {
            hash.AppendData(BitConverter.GetBytes(file.Text.Length));
            hash.AppendData(Encoding.UTF8.GetBytes(file.Text));
        }

        return hash.GetHashAndReset();
    }

    private static string Framework(string name) => Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, name + ".dll");

    private static byte[] Emit(string name, OutputKind kind, IEnumerable<GeneratedFile> files, IEnumerable<MetadataReference> references)
    {
        var options = new CSharpCompilationOptions(kind, optimizationLevel: OptimizationLevel.Release, deterministic: true);
        var trees = files.Select(file => CSharpSyntaxTree.ParseText(SourceText.From(file.Text, Encoding.UTF8), ParseOptions, file.Name));
        var compilation = CSharpCompilation.Create(name, trees, references, options);
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        return result.Success ? image.ToArray() : throw Broken(result);
    }

    /// <summary>Generated code that does not compile is a fault of this compiler, never of a query.</summary>
    private static InvalidOperationException Broken(EmitResult result)
    {
        var error = result.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        var line = error.Location.SourceTree?.GetText().Lines[error.Location.GetLineSpan().StartLinePosition.Line].ToString().Trim();
        return new InvalidOperationException($"The generated code does not compile: {error}: {line}");
    }
}
