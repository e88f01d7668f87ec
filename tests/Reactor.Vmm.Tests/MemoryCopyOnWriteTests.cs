using System.Diagnostics;
using System.Globalization;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Tests;

/// <summary>What clones do to the template they share: nothing.</summary>
public sealed class MemoryCopyOnWriteTests
{
    private const long LakeBytes = 2 << 20;

    [Fact]
    public async Task Clones_that_read_and_write_everything_allocate_nothing_in_the_templates_file()
    {
        TestGuests.RequireKvm();
        using GuestTemplate template = TestGuests.Boot("memory", new GuestLimits { MemoryBytes = 32 << 20, InboxBytes = 8 << 20, OutboxBytes = 4 << 20 });
        MemoryFile file = template.Snapshot.Memory.File;
        await template.Snapshot.Memory.HolesFilled;
        long allocated = AllocatedBytes(file);
        allocated.Should().BeLessThan(template.SnapshotBytes - (8 << 20), "what the boxes do not hold is not in the file");
        byte[] whole = new byte[template.SnapshotBytes];
        file.CopyTo(whole, 0);

        for (int i = 0; i < 3; i++)
        {
            using MicroVm guest = template.Clone();
            guest.SumLake(0, LakeBytes).Should().Be(LakeBytes / 16384);
            guest.Inbox.ContainsAnyExcept((byte)0).Should().BeTrue("the last order is there");
            guest.FillLake(0, LakeBytes, step: 512, value: 7);
            guest.Inbox.Fill(9);
            guest.SumLake(0, LakeBytes).Should().Be(7 * LakeBytes / MemoryGuest.PageBytes);
            guest.Process.Memory.Memory.Slice(0, (int)template.SnapshotBytes).Count((byte)3).Should().BePositive("every page was read");
        }

        AllocatedBytes(file).Should().Be(allocated);
        byte[] after = new byte[template.SnapshotBytes];
        file.CopyTo(after, 0);
        after.AsSpan().SequenceEqual(whole).Should().BeTrue();
    }

    [Fact]
    public void Clones_made_after_a_first_result_have_copies_of_the_pages_that_were_written_until_then()
    {
        using GuestTemplate template = MemoryGuest.Boot(32 << 20);
        using MicroVm first = template.Clone();
        template.Snapshot.Memory.WriteSet.Bytes.Should().Be(0);
        first.FillLake(0, 40 * MemoryGuest.PageBytes);

        long written = template.Snapshot.Memory.WriteSet.Bytes;
        written.Should().BeInRange(40 * MemoryGuest.PageBytes, 60 * MemoryGuest.PageBytes);
        using MicroVm second = template.Clone();
        var pages = new WrittenPages(second.Process.Memory.Memory);
        pages.Refresh(second.Process.Memory.ExtentBytes);
        pages.Known.Sum(range => range.Length).Should().Be(written, "they were copied before the guest ran");
        second.SumLake(0, LakeBytes).Should().Be(LakeBytes / 16384, "and hold what the template holds");

        first.FillLake(0, LakeBytes);
        template.Snapshot.Memory.WriteSet.Bytes.Should().Be(written, "only the first result counts");
    }

    [Fact]
    public void Clone_takes_few_mappings_of_the_process()
    {
        using GuestTemplate template = MemoryGuest.Boot(1L << 30);
        using MicroVm guest = template.Clone();

        guest.SumLake(0, LakeBytes);

        Mappings(guest).Should().BeLessThanOrEqualTo(5);
    }

    // How many areas of this process's address space its memory takes.
    internal static unsafe int Mappings(MicroVm guest)
    {
        HostMapping mapping = guest.Process.Memory.Memory.Mapping;
        ulong start = (ulong)mapping.Pointer;
        return File.ReadLines("/proc/self/maps").Count(line =>
        {
            ulong from = ulong.Parse(line.AsSpan(0, line.IndexOf('-', StringComparison.Ordinal)), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            return from >= start && from < start + (ulong)mapping.Length;
        });
    }

    // What fstat(2) says.
    private static long AllocatedBytes(MemoryFile file)
    {
        using Process stat = Process.Start(
            new ProcessStartInfo("stat", ["-L", "-c", "%b", $"/proc/{Environment.ProcessId}/fd/{file.Handle.DangerousGetHandle()}"]) { RedirectStandardOutput = true })!;
        return 512 * long.Parse(stat.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture);
    }
}
