using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Reactor.Vmm.Tests;

/// <summary>Guests in C, compiled once per run; skips the test where the machine cannot run them.</summary>
internal static class TestGuests
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> Files = new();
    private static readonly ConcurrentDictionary<string, Lazy<GuestTemplate>> Templates = new();
    private static readonly Lazy<KvmAvailability> Kvm = new(KvmHost.Probe);

    internal static TimeSpan Deadline { get; } = TimeSpan.FromSeconds(20);

    internal static IReadOnlyDictionary<string, string> NoEnvironment { get; } = new Dictionary<string, string>();

    /// <summary>A template of a guest with 32 MiB of memory, shared by all tests.</summary>
    internal static GuestTemplate Template(string name)
    {
        RequireKvm();
        return Templates.GetOrAdd(name, key => new(() => Boot(key, new GuestLimits { MemoryBytes = 32 << 20 }))).Value;
    }

    internal static GuestTemplate Boot(string name, GuestLimits limits) =>
        GuestTemplate.Boot(GuestImage.Load(Path(name)), limits, NoEnvironment, Deadline);

    internal static void RequireKvm()
    {
        if (!Kvm.Value.IsAvailable)
        {
            Environment.GetEnvironmentVariable("REQUIRE_KVM").Should().NotBe("1", "{0} {1}", Kvm.Value.Reason, Kvm.Value.Remedy);
            Assert.Skip(Kvm.Value.Reason);
        }
    }

    /// <summary>A compiled guest's file.</summary>
    internal static string Path(string name) => Files.GetOrAdd(name, key => new(() => Compile(key))).Value;

    private static string Compile(string name)
    {
        string folder = System.IO.Path.Combine(AppContext.BaseDirectory, "Guests");
        string output = System.IO.Path.Combine(folder, $"{name}.elf");
        string[] arguments =
        [
            "-O2", "-static", "-no-pie", "-Wl,-z,max-page-size=0x200000", "-Wl,-z,separate-code", "-pthread",
            "-o", output, System.IO.Path.Combine(folder, $"{name}.c"), "-lm",
        ];
        using Process compiler = Start(arguments);
        string errors = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        compiler.ExitCode.Should().Be(0, "{0}", errors);
        return output;
    }

    private static Process Start(string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("gcc", arguments) { RedirectStandardError = true })!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("There is no gcc on this machine to compile the test guests.");
            throw;
        }
    }
}
