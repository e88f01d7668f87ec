using System.ComponentModel;
using System.Diagnostics;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Calls;

namespace Reactor.Vmm.Tests.Calls;

/// <summary>The samples in query-guests/samples do the same three things, whatever they are written in. (The .NET one is tested with the compiler that builds it.)</summary>
public sealed class SampleGuestTests
{
    private static readonly Lazy<string> RustGuest = new(CompileRust);

    public static TheoryData<string> Languages => ["C", "Rust"];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Sample_echoes_calls_its_host_and_fails_with_a_text(string language)
    {
        using GuestTemplate template = Boot(language, new HostFunctions().Add("hostAdd", (long a, long b) => a + b));
        using MicroVm guest = template.Clone();

        guest.Call<string, string>("echo", "hello\n").Should().Be("hello\n");
        guest.Call<string, string>("echo", "").Should().BeEmpty();
        guest.Call<long, long, long>("add", 1, 41).Should().Be(42);
        guest.Invoking(it => it.Run("fail")).Should().Throw<GuestCallException>()
            .Which.Exit.Should().Be(new GuestExit(GuestExitReason.Error, 0, "this function always fails"));
        guest.Call<long, long, long>("add", -1, 1).Should().Be(0);
        guest.SystemCallCount.Should().Be(0);
        guest.UnknownSystemCalls.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Sample_does_not_load_without_its_host_function(string language) =>
        FluentActions.Invoking(() => Boot(language, new HostFunctions())).Should().Throw<GuestImportException>()
            .WithMessage("*hostAdd(i64, i64) -> i64*");

    private static GuestTemplate Boot(string language, HostFunctions functions)
    {
        TestGuests.RequireKvm();
        string path = language == "Rust" ? RustGuest.Value : TestGuests.Path("sample");
        return GuestTemplate.Boot(
            GuestImage.Load(path), new GuestLimits { MemoryBytes = 32 << 20 }, TestGuests.NoEnvironment, TestGuests.Deadline, functions);
    }

    private static string CompileRust()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Guests", "samples", "rust");
        string output = Path.Combine(folder, "guest.elf");
        string[] arguments =
        [
            "--edition", "2021", "-O", "-C", "panic=abort", "-C", "target-feature=+crt-static", "-C", "relocation-model=static",
            "-C", "link-args=-Wl,-z,max-page-size=0x200000 -Wl,-z,separate-code", "-D", "warnings",
            "-o", output, Path.Combine(folder, "guest.rs"),
        ];
        try
        {
            using Process compiler = Process.Start(new ProcessStartInfo("rustc", arguments) { RedirectStandardError = true })!;
            string errors = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            compiler.ExitCode.Should().Be(0, "{0}", errors);
        }
        catch (Win32Exception)
        {
            Environment.GetEnvironmentVariable("REQUIRE_RUST").Should().NotBe("1", "there is no rustc on this machine");
            Assert.Skip("There is no rustc on this machine to compile the Rust sample.");
        }

        return output;
    }
}
