namespace Reactor.QueryCompiler.NativeImage;

/// <summary>How guests are compiled: what <c>dotnet publish</c> passes to ilc for a small program, less what a guest cannot use.</summary>
internal static class IlcOptions
{
    /// <summary>The options that do not name files; part of the cache key.</summary>
    internal static IReadOnlyList<string> Fixed { get; } =
    [
        "--targetos:linux",
        "--targetarch:x64",
        "-O",
        "--Ot",

        // x86-64-v3 is AVX2, BMI, FMA: every server processor since 2015, and what the micro-VM offers its guests (docs/abi.md, section 1).
        // Chosen explicitly: "native" would make images of one machine fail on another, and the cache would not know.
        "--instruction-set:x86-64-v3",

        // Method names for the stack traces of failures, about 6 % of the object file. Messages of framework exceptions stay too.
        "--stacktracedata",
        "--scanreflection",
        "--methodbodyfolding:generic",
        "--dehydrate",
        "--initassembly:System.Private.CoreLib",
        "--initassembly:System.Private.StackTraceMetadata",
        "--initassembly:System.Private.TypeLoader",
        "--initassembly:System.Private.Reflection.Execution",
        "--generateunmanagedentrypoints:System.Private.CoreLib,HIDDEN",
        "--directpinvoke:libc",
        "--directpinvoke:System.Native",

        // Each of these drops code a guest can never reach. Startup hooks load assemblies and with them half of reflection:
        // without the switch the object file is three times as large and takes twice as long to compile.
        "--feature:System.StartupHookProvider.IsSupported=false",
        "--feature:System.Diagnostics.Tracing.EventSource.IsSupported=false",
        "--feature:System.Diagnostics.Debugger.IsSupported=false",
        "--feature:System.Globalization.Invariant=true",
        "--feature:System.Globalization.PredefinedCulturesOnly=true",
        "--feature:System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported=false",
        "--feature:System.Text.Encoding.EnableUnsafeUTF7Encoding=false",
        "--runtimeknob:System.Globalization.Invariant=true",

        // One virtual CPU: a concurrent collector would only be another thread to switch to.
        "--runtimeknob:System.GC.Concurrent=false",
    ];

    /// <summary>The whole response file, one argument per line.</summary>
    /// <param name="toolchain">Where the framework lies.</param>
    /// <param name="entryAssembly">File of the assembly with <c>Main</c>.</param>
    /// <param name="libraries">Files of the assemblies outside the framework.</param>
    /// <param name="objectFile">Where the object file goes.</param>
    internal static IEnumerable<string> ResponseFile(
        NativeToolchain toolchain, string entryAssembly, IEnumerable<string> libraries, string objectFile) =>
    [
        entryAssembly,
        $"-o:{objectFile}",
        .. libraries.Select(library => $"-r:{library}"),
        $"-r:{toolchain.FrameworkDirectory}/*.dll",
        $"-r:{toolchain.RuntimeDirectory}/*.dll",
        .. Fixed,
    ];
}
