using System.ComponentModel;
using System.Diagnostics;
using Reactor.Contracts.Guests;
using Reactor.Vmm;

namespace Reactor.QueryCompiler.Tests.NativeImage;

/// <summary>What is told of a .NET guest that failed: names of managed functions, and a core that gdb opens.</summary>
public sealed class DotNetCoreDumpTests(ProbeGuest guest) : IClassFixture<ProbeGuest>
{
    private const uint OverflowStack = 11;

    [Fact]
    public async Task Debugger_shows_managed_frames_of_a_stack_overflow()
    {
        string image = (await guest.BuildAsync()).Path;
        using GuestTemplate template = GuestInMicroVm.Boot(image);
        using MicroVm clone = template.Clone();
        string core = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.core");
        try
        {
            GuestExit exit = clone.CallToItsEnd(OverflowStack);
            clone.WriteCore(core);

            exit.IsHealthy.Should().BeFalse();
            exit.Detail.Should().Contain("Overflow");
            clone.Failure!.Registers.Rip.Should().NotBe(0);
            Debug(image, core).Should().Contain("Program__Overflow");
        }
        finally
        {
            File.Delete(core);
        }
    }

    private static string Debug(string image, string core)
    {
        string[] arguments = ["-nx", "-batch", "-iex", "set auto-load no", "-iex", "set debuginfod enabled off", "-ex", "bt 40", "-ex", "info threads", image, core];
        try
        {
            using Process gdb = Process.Start(new ProcessStartInfo("gdb", arguments) { RedirectStandardOutput = true })!;
            return gdb.StandardOutput.ReadToEnd();
        }
        catch (Win32Exception exception)
        {
            Environment.GetEnvironmentVariable("REQUIRE_GDB").Should().NotBe("1", "{0}", exception.Message);
            Assert.Skip("There is no gdb on this machine to open cores with.");
            throw;
        }
    }
}
