using System.Diagnostics;
using Reactor.Contracts.Calls;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Tests;

/// <summary>The page of clock functions: guests whose C library looks for it read clocks without a system call.</summary>
public sealed class VdsoTests
{
    private const int Realtime = 0;
    private const int Monotonic = 1;
    private const int RealtimeCoarse = 5;
    private const long Batch = 1_700_000_000_123_456_789;

    [Fact]
    public void Every_clock_is_the_batchs_and_is_read_without_a_system_call()
    {
        using MicroVm guest = TestGuests.Template("clock").Clone();

        Read(guest, "get", Realtime).Should().Be(Batch + 2000);
        Read(guest, "get", RealtimeCoarse).Should().Be(Batch + 2000, "each batch begins anew");
        long monotonic = Read(guest, "get", Monotonic);
        Read(guest, "get", Monotonic).Should().Be(monotonic + 2000, "it never goes back");
        monotonic.Should().BeGreaterThanOrEqualTo(Batch);
        Read(guest, "seconds").Should().Be(Batch / 1_000_000_000);
        Read(guest, "micros").Should().Be((Batch + 2000) / 1000);
        Read(guest, "resolution").Should().Be(1);
        guest.SystemCallCount.Should().Be(0);
        guest.UnknownSystemCalls.Should().BeEmpty();
    }

    [Theory]
    [InlineData(-1, "-1 999999999")]
    [InlineData(-2000, "0 0")]
    [InlineData(-1_000_002_001, "-2 999999999")]
    [InlineData(999_998_000, "1 0")]
    public void Times_before_1970_have_a_positive_fraction(long clockNs, string expected)
    {
        using MicroVm guest = TestGuests.Template("clock").Clone();
        long passed = clockNs == -1 ? -2000 : 0;

        Enter(guest, "parts", Realtime, clockNs + passed).ReadString().Should().Be(expected);
        guest.SystemCallCount.Should().Be(0);
    }

    [Theory]
    [InlineData(Realtime)]
    [InlineData(Monotonic)]
    public void Code_that_waits_for_time_to_pass_ends(int clock)
    {
        using MicroVm guest = TestGuests.Template("clock").Clone();

        Read(guest, "spin", clock).Should().BeInRange(400, 600);
        guest.SystemCallCount.Should().Be(0);
    }

    [Fact]
    public void Guest_that_boots_reads_the_hosts_time_and_unknown_clocks_are_refused_by_the_host()
    {
        using MicroVm guest = TestGuests.Template("clock").Clone();

        DateTimeOffset.UnixEpoch.AddTicks(Read(guest, "boot") / 100).Should().BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(10));
        Read(guest, "get", 99).Should().Be(-1);
        guest.SystemCallCount.Should().Be(1);
    }

    [Fact]
    public void Code_is_what_its_source_says()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Guests");
        Run("gcc", "-c", "-x", "assembler", Path.Combine(folder, "vdso.s"), "-o", Path.Combine(folder, "vdso.o"));
        Run("objcopy", "-O", "binary", "-j", ".text", Path.Combine(folder, "vdso.o"), Path.Combine(folder, "vdso.bin"));

        Convert.ToHexString(File.ReadAllBytes(Path.Combine(folder, "vdso.bin"))).Should().Be(Convert.ToHexString(Vdso.Code));
    }

    private static long Read(MicroVm guest, string export, int? clock = null) => Enter(guest, export, clock, Batch).ReadInt64();

    private static CallReader Enter(MicroVm guest, string export, int? clock, long clockNs)
    {
        var arguments = new CallWriter(guest.Inbox);
        if (clock is { } number)
        {
            arguments.Write(number);
        }

        GuestExit exit = guest.Enter(GuestCommand.Call, guest.Export(export).Number, arguments.Length, clockNs, TestGuests.Deadline);
        exit.Reason.Should().Be(GuestExitReason.Done, "{0}", exit.Detail);
        return new CallReader(guest.Outbox);
    }

    private static void Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments))!;
            process.WaitForExit();
            process.ExitCode.Should().Be(0);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"There is no {program} on this machine.");
        }
    }
}
