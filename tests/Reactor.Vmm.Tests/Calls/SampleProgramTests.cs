using System.Diagnostics;

namespace Reactor.Vmm.Tests.Calls;

/// <summary>The sample that shows how Reactor.Vmm is used alone, run as a user runs it.</summary>
public sealed class SampleProgramTests
{
    [Fact]
    public void Sample_program_prints_what_the_guest_answers()
    {
        TestGuests.RequireKvm();
        string program = Path.Combine(AppContext.BaseDirectory, "Reactor.Samples.MicroVm.dll");
        using Process process = Process.Start(
            new ProcessStartInfo("dotnet", [program, TestGuests.Path("sample")]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = process.StandardOutput.ReadToEnd();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();

        errors.Should().BeEmpty();
        output.Should().Be(
            """
            exports: add(i64, i64) -> i64; echo(string) -> string; fail() -> void
            echo:    hello
            add:     42
            fail:    Error: this function always fails

            """);
        process.ExitCode.Should().Be(0);
    }
}
