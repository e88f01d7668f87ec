using System.ComponentModel;
using System.Diagnostics;

namespace Reactor.Vmm.Tests;

/// <summary>gdb, run without a terminal; skips the test where there is none, or fails it where <c>REQUIRE_GDB=1</c>.</summary>
internal static class Debugger
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Opens a core and runs commands.</summary>
    /// <returns>What gdb printed.</returns>
    internal static string Run(string image, string core, params string[] commands)
    {
        string[] arguments = ["-nx", "-batch", "-iex", "set auto-load no", "-iex", "set debuginfod enabled off", .. commands.SelectMany(command => new[] { "-ex", command }), image, core];
        using Process gdb = Start(arguments);
        Task<string> errors = gdb.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = gdb.StandardOutput.ReadToEnd();
        gdb.WaitForExit(Patience).Should().BeTrue("gdb ends when its commands do");
        return output + errors.GetAwaiter().GetResult();
    }

    private static Process Start(string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("gdb", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception exception)
        {
            Environment.GetEnvironmentVariable("REQUIRE_GDB").Should().NotBe("1", "{0}", exception.Message);
            Assert.Skip("There is no gdb on this machine to open cores with.");
            throw;
        }
    }
}
