namespace Reactor.QueryCompiler.NativeImage;

/// <summary>How guests are linked: one static executable at fixed addresses, in the shape docs/abi.md, section 1, asks for.</summary>
internal static class LinkOptions
{
    /// <summary>The calls that wrap.c answers inside the guest.</summary>
    internal static IReadOnlyList<string> Wrapped { get; } =
    [
        "mmap64", "munmap", "mprotect", "madvise",
        "clock_gettime", "clock_getres", "gettimeofday", "time",
        "sysinfo", "sysconf", "getrlimit64", "sched_getaffinity", "sched_getcpu",
        "fopen64", "opendir", "statfs64", "syscall",
    ];

    /// <summary>Arguments of the C compiler for wrap.c; part of the cache key.</summary>
    internal static IReadOnlyList<string> CompileStubs { get; } = ["-c", "-O2", "-Wall", "-Wextra", "-Werror", "-ffunction-sections"];

    /// <summary>The linker's arguments that do not name our files; part of the cache key.</summary>
    internal static IReadOnlyList<string> Fixed { get; } =
    [
        // A static position-independent file would need lld, and guests have their address space to themselves.
        "-static", "-no-pie", "-pthread", "-ldl", "-lrt", "-lm",

        // Without this header the first collection or throw cannot unwind the stack, and aborts.
        "-Wl,--eh-frame-hdr",
        "-Wl,--gc-sections",

        // One 2 MiB page never holds two permissions.
        "-Wl,-z,max-page-size=0x200000",
        "-Wl,-z,separate-code",
        "-Wl,-z,norelro",

        // Symbols stay, a few hundred KiB, so that a trap can be named; the runtime's debug information goes. Same input, same bytes.
        "-Wl,--strip-debug",
        "-Wl,--build-id=none",
        .. Wrapped.Select(name => $"-Wl,--wrap={name}"),
    ];

    private static readonly string[] RuntimeArchives =
    [
        "libSystem.Native.a",
        "libbootstrapper.o",
        "libRuntime.WorkstationGC.a",
        "libeventpipe-disabled.a",
        "libRuntime.VxsortEnabled.a",
        "libstandalonegc-disabled.a",
        "libaotminipal.a",
        "libstdc++compat.a",
    ];

    /// <summary>The linker's arguments.</summary>
    /// <param name="toolchain">Where the runtime's archives lie.</param>
    /// <param name="objectFile">What ilc made.</param>
    /// <param name="stubs">What gcc made of wrap.c.</param>
    /// <param name="script">The file guest.ld.</param>
    /// <param name="output">Where the executable goes.</param>
    internal static IEnumerable<string> Arguments(NativeToolchain toolchain, string objectFile, string stubs, string script, string output) =>
    [
        "-o", output,
        objectFile,
        stubs,
        .. RuntimeArchives.Select(archive => Path.Combine(toolchain.RuntimeDirectory, archive)),
        $"-Wl,-T,{script}",
        .. Fixed,
    ];
}
