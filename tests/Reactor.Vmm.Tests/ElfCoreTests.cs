namespace Reactor.Vmm.Tests;

/// <summary>Cores of guests, as gdb sees them.</summary>
public sealed class ElfCoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("core-").FullName;

    [Fact]
    public void Debugger_shows_the_stack_of_a_crash_with_names()
    {
        string core = CoreOf(1);

        string shown = Debugger.Run(TestGuests.Path("crash"), core, "bt", "info symbol $pc", "p/x $rdi", "x/s &remembered");

        shown.Should().Contain("terminated with signal SIGSEGV").And.MatchRegex(@"#0 .*write_to").And.MatchRegex(@"#1 .*outer").And.MatchRegex(@"#\d .*main");
        shown.Should().Contain("= 0x8").And.Contain("what the guest remembers");
    }

    [Fact]
    public void Debugger_shows_every_thread_the_failed_one_first()
    {
        string core = CoreOf(2);

        string shown = Debugger.Run(TestGuests.Path("crash"), core, "info threads", "thread apply all bt");

        shown.Should().MatchRegex(@"\* 1 +(LWP|Thread).* 1.*write_to").And.MatchRegex(@"  2 +(LWP|Thread).* 2\b");
        shown.Should().MatchRegex(@"#\d+ .*wait_for_ever");
    }

    [Fact]
    public void Debugger_unwinds_from_the_system_call_that_ended_the_guest()
    {
        string shown = Debugger.Run(TestGuests.Path("crash"), CoreOf(3), "bt");

        shown.Should().Contain("terminated with signal SIGABRT").And.MatchRegex(@"#\d+ .*abort").And.MatchRegex(@"#\d+ .*act");
    }

    [Fact]
    public void Debugger_shows_general_and_vector_registers()
    {
        string shown = Debugger.Run(TestGuests.Path("crash"), CoreOf(11), "p/x $r12", "p/x $xmm3.v2_int64[0]", "p/x $ymm3.v4_int64[0]", "x/i $pc");

        shown.Should().Contain("terminated with signal SIGILL").And.Contain("$1 = 0x5151").And.Contain("$2 = 0x1122334455667788").And.Contain("ud2");
        if (System.Runtime.Intrinsics.X86.Avx.IsSupported)
        {
            shown.Should().Contain("$3 = 0x1122334455667788");
        }
    }

    [Fact]
    public void Debugger_tells_the_address_a_page_fault_was_about()
    {
        string shown = Debugger.Run(TestGuests.Path("crash"), CoreOf(8), "p $_siginfo.si_signo", "p/x $_siginfo._sifields._sigfault.si_addr", "info auxv");

        shown.Should().Contain("$1 = 11").And.Contain("$2 = 0x123456789000").And.Contain("AT_ENTRY");
    }

    [Fact]
    public void Healthy_instance_can_be_looked_at_and_goes_on()
    {
        using MicroVm guest = TestGuests.Template("crash").Clone();
        _ = MicroVmTests.Call(guest, 0);
        string core = Path.Combine(_folder, "healthy.core");

        guest.WriteCore(core);

        MicroVmTests.Call(guest, 0).IsHealthy.Should().BeTrue();
        Debugger.Run(TestGuests.Path("crash"), core, "bt").Should().MatchRegex(@"#\d .*main").And.NotContain("terminated");
    }

    [Fact]
    public void Core_is_sparse_and_its_owners_alone()
    {
        var core = new FileInfo(CoreOf(1));

        core.UnixFileMode.Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        core.Length.Should().BeGreaterThan(4 << 20);
        DiskBytes(core.FullName).Should().BeLessThan(core.Length / 4);
    }

    [Fact]
    public void Core_replaces_the_file_that_was_there()
    {
        string path = Path.Combine(_folder, "1.core");
        File.WriteAllText(path, "another");

        _ = CoreOf(1);

        File.ReadAllBytes(path)[..4].Should().Equal(0x7F, (byte)'E', (byte)'L', (byte)'F');
        new FileInfo(path).UnixFileMode.Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Core_that_cannot_be_written_is_the_callers_to_know()
    {
        using MicroVm guest = TestGuests.Template("crash").Clone();

        guest.Invoking(it => it.WriteCore(Path.Combine(_folder, "no", "such", "folder"))).Should().Throw<IOException>();
        MicroVmTests.Call(guest, 0).IsHealthy.Should().BeTrue();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string CoreOf(uint argument)
    {
        using MicroVm guest = TestGuests.Template("crash").Clone();
        MicroVmTests.Call(guest, argument).IsHealthy.Should().BeFalse();
        string path = Path.Combine(_folder, $"{argument}.core");
        guest.WriteCore(path);
        return path;
    }

    private static long DiskBytes(string path)
    {
        using var du = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("du", ["-k", path]) { RedirectStandardOutput = true })!;
        return long.Parse(du.StandardOutput.ReadToEnd().Split('\t')[0]) << 10;
    }
}
