using System.Reflection;
using System.Runtime.InteropServices;

namespace Reactor.QueryCompiler.NativeImage;

/// <summary>The tools native images are built with, where they are on this machine, and what is missing.</summary>
/// <remarks>
/// ILCompiler and the NativeAOT runtime pack are NuGet packages that the build of this project restores; they are looked for in the
/// directories that <c>REACTOR_TOOLCHAIN</c> and <c>NUGET_PACKAGES</c> name and in <c>~/.nuget/packages</c>, in this order. The linker is
/// the system's: gcc, with binutils and a static libc.
/// </remarks>
public sealed class NativeToolchain
{
    private NativeToolchain(string compilerDirectory, string runtimeDirectory, string gccPath, IReadOnlyList<ToolCheck> checks)
    {
        IlcPath = Path.Combine(compilerDirectory, "tools", "ilc");
        FrameworkDirectory = Path.Combine(runtimeDirectory, "runtimes", "linux-x64", "lib", "net10.0");
        RuntimeDirectory = Path.Combine(runtimeDirectory, "runtimes", "linux-x64", "native");
        GccPath = gccPath;
        Checks = checks;
    }

    /// <summary>Version of ILCompiler and of the runtime pack.</summary>
    public static string Version { get; } = Metadata("NativeCompilerVersion");

    /// <summary>What was looked for, in a fixed order.</summary>
    public IReadOnlyList<ToolCheck> Checks { get; }

    /// <summary>Whether images can be built here. Images in the cache are found without.</summary>
    public bool IsComplete => Missing is null;

    internal ToolCheck? Missing => Checks.FirstOrDefault(check => !check.IsPresent);

    internal string IlcPath { get; }

    /// <summary>The framework's assemblies, IL.</summary>
    internal string FrameworkDirectory { get; }

    /// <summary>The runtime's archives, and its own corner of the framework (System.Private.CoreLib and others).</summary>
    internal string RuntimeDirectory { get; }

    internal string GccPath { get; }

    /// <summary>Looks for the tools. Reads the file system, starts nothing.</summary>
    public static NativeToolchain Probe() => Probe(Environment.GetEnvironmentVariable);

    internal static NativeToolchain Probe(Func<string, string?> environment)
    {
        string[] roots = [.. PackageRoots(environment)];
        string compiler = Find(roots, Metadata("NativeCompilerPackage"));
        string runtime = Find(roots, Metadata("NativeRuntimePackage"));
        string[] path = environment("PATH")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];
        string gcc = FindProgram(path, "gcc");

        ToolCheck[] checks =
        [
            CheckPlatform(),
            CheckPackage("ILCompiler", Path.Combine(compiler, "tools", "ilc"), roots),
            CheckPackage("NativeAOT runtime pack", Path.Combine(runtime, "runtimes", "linux-x64", "native", "libRuntime.WorkstationGC.a"), roots),
            CheckProgram("C compiler", gcc),
            CheckProgram("Linker", FindProgram(path, "ld")),
            CheckStaticLibc(),
        ];
        return new NativeToolchain(compiler, runtime, gcc, checks);
    }

    private static ToolCheck CheckPlatform()
    {
        bool supported = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;
        return new ToolCheck(
            "Platform",
            supported,
            supported ? RuntimeInformation.RuntimeIdentifier : $"Native images are built on Linux on x64; this is {RuntimeInformation.RuntimeIdentifier}.",
            supported ? null : "Run queries in-process here: --isolation inprocess.");
    }

    private static ToolCheck CheckPackage(string name, string file, string[] roots) =>
        File.Exists(file)
            ? new ToolCheck(name, true, $"{Version}, {file}")
            : new ToolCheck(
                name,
                false,
                $"The NuGet package of {name} {Version} is in none of {string.Join(", ", roots)}.",
                "Run 'dotnet restore' on Reactor.sln, or let REACTOR_TOOLCHAIN name a directory that holds both packages as a NuGet package folder does.");

    private static ToolCheck CheckProgram(string name, string path) =>
        Path.IsPathRooted(path)
            ? new ToolCheck(name, true, path)
            : new ToolCheck(name, false, $"There is no '{path}' in PATH.", "Install it: apt-get install gcc libc6-dev (Debian, Ubuntu).");

    private static ToolCheck CheckStaticLibc()
    {
        string[] places = ["/usr/lib/x86_64-linux-gnu/libc.a", "/usr/lib64/libc.a", "/usr/lib/libc.a"];
        return Array.Find(places, File.Exists) is { } found
            ? new ToolCheck("Static libc", true, found)
            : new ToolCheck("Static libc", false, "The C library is not here as a static archive, libc.a.", "Install it: apt-get install libc6-dev, or dnf install glibc-static.");
    }

    private static IEnumerable<string> PackageRoots(Func<string, string?> environment)
    {
        if (environment("REACTOR_TOOLCHAIN") is { Length: > 0 } toolchain)
        {
            yield return toolchain;
        }

        if (environment("NUGET_PACKAGES") is { Length: > 0 } packages)
        {
            yield return packages;
        }

        if (environment("HOME") is { Length: > 0 } home)
        {
            yield return Path.Combine(home, ".nuget", "packages");
        }
    }

    /// <summary>The package's directory under the first root that has it, else under the last: a path for the message.</summary>
    private static string Find(string[] roots, string package)
    {
        string[] candidates = [.. roots.Select(root => Path.Combine(root, package, Version))];
        return Array.Find(candidates, Directory.Exists) ?? candidates.LastOrDefault(package);
    }

    /// <summary>The program's full path, or its bare name when it is not there.</summary>
    private static string FindProgram(string[] path, string program) =>
        path.Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists, program);

    private static string Metadata(string key) =>
        typeof(NativeToolchain).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value!;
}
