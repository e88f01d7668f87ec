using System.Globalization;
using Reactor.QueryCompiler.NativeImage;
using Reactor.Vmm;
using Reactor.Vmm.Calls;

namespace Reactor.Bench.Guests;

/// <summary>The measured guest: one C# program, as a native image.</summary>
/// <param name="path">The image.</param>
internal sealed class BenchGuest(string path)
{
    private const string AssemblyName = "Reactor.Bench.Guest";

    private const long MemoryBytes = 128L << 20;

    /// <summary>Longest anything measured may take.</summary>
    internal static TimeSpan Deadline { get; } = TimeSpan.FromSeconds(60);

    /// <summary>The image.</summary>
    internal string Path => path;

    /// <summary>Takes the image from the cache, or builds it.</summary>
    /// <exception cref="NativeImageException">It is not in the cache, and a tool to build it is missing.</exception>
    internal static async Task<BenchGuest> BuildAsync(Action<string> report, CancellationToken cancellationToken)
    {
        var toolchain = NativeToolchain.Probe();
        var stages = new Progress<NativeImageStage>(stage =>
        {
            if (stage == NativeImageStage.Compile)
            {
                report("building the measured guest, once: about 5 s ...");
            }
        });
        var image = await new NativeImageBuilder(toolchain, new ImageCache())
            .BuildAsync(new NativeImageRequest(Assembly()), stages, cancellationToken);
        return new BenchGuest(image.Path);
    }

    /// <summary>Boots it.</summary>
    /// <param name="memoryBytes">Its limit.</param>
    /// <param name="stateKib">Memory it fills before it is ready, KiB.</param>
    /// <param name="inboxBytes">Capacity of its inbox.</param>
    internal GuestTemplate Boot(long memoryBytes = MemoryBytes, int stateKib = 0, int inboxBytes = 1 << 20) => GuestTemplate.Boot(
        GuestImage.Load(path),
        new GuestLimits { MemoryBytes = memoryBytes, InboxBytes = inboxBytes },
        Environment(memoryBytes, stateKib),
        Deadline);

    /// <summary>Boots it with exports and imports: <c>add(i32, i32) -> i32</c>, which calls <c>host_add</c>, and <c>echo(string) -> string</c>.</summary>
    internal GuestTemplate BootTyped(HostFunctions functions) => GuestTemplate.Boot(
        GuestImage.Load(path),
        new GuestLimits { MemoryBytes = MemoryBytes },
        new Dictionary<string, string>(GuestRuntimeKnobs.For(MemoryBytes), StringComparer.Ordinal) { ["REACTOR_BENCH_TYPED"] = "1" },
        Deadline,
        functions);

    /// <summary>How it is started, in a micro-VM or as a process.</summary>
    internal static IReadOnlyDictionary<string, string> Environment(long memoryBytes, int stateKib = 0)
    {
        var variables = new Dictionary<string, string>(GuestRuntimeKnobs.For(memoryBytes), StringComparer.Ordinal);
        if (stateKib > 0)
        {
            variables["REACTOR_BENCH_STATE_KIB"] = stateKib.ToString(CultureInfo.InvariantCulture);
        }

        return variables;
    }

    private static ManagedAssembly Assembly()
    {
        using Stream stream = typeof(BenchGuest).Assembly.GetManifestResourceStream(AssemblyName + ".dll")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new ManagedAssembly(AssemblyName, bytes);
    }
}
