using Reactor.Contracts.Guests;
using static Reactor.Vmm.Tests.SecretGuest;

namespace Reactor.Vmm.Tests;

public sealed class SnapshotHibernationTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("hibernation").FullName;

    public static TheoryData<InstanceMemory> Memories => [InstanceMemory.CopyOnWrite, InstanceMemory.HugePages];

    private string Path => System.IO.Path.Combine(_directory, "instance");

    public void Dispose()
    {
        _ = SpinWait.SpinUntil(() => Directory.GetFiles(_directory).Length == 0, TimeSpan.FromSeconds(1));
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Memories))]
    public void Hibernated_instance_wakes_by_itself_as_it_was(InstanceMemory memory)
    {
        using MicroVm guest = Template.Clone(memory);
        guest.Hide();
        byte[] random = guest.Random();
        using MicroVm twin = Template.Clone(memory, guest.Seed);
        twin.Hide();
        twin.Random().Should().Equal(random);

        for (int round = 0; round < 3; round++)
        {
            guest.Hibernate(Path);
            guest.IsHibernated.Should().BeTrue();
            File.Exists(Path).Should().BeTrue();

            guest.Random().Should().Equal(twin.Random());
            guest.IsHibernated.Should().BeFalse();
            SpinWait.SpinUntil(() => Directory.GetFiles(_directory).Length == 0, TimeSpan.FromSeconds(10)).Should().BeTrue("the file is used once");
        }

        guest.Log.Should().StartWith("secret");
        ulong[] found = guest.Seek();
        found[(int)Place.Data].Should().Be(8192);
        found[(int)Place.MappedPointer].Should().Be(1);
        found[(int)Place.SignalHandler].Should().Be(1);
        found[(int)Place.Calls].Should().Be(6);
    }

    [Fact]
    public void Hibernated_instance_holds_no_memory()
    {
        using MicroVm guest = Template.Clone();
        guest.Hide();
        long before = ResidentBytes(guest);
        before.Should().BeGreaterThan(16 << 20);

        guest.Hibernate(Path);

        ResidentBytes(guest).Should().Be(0);
    }

    [Fact]
    public void Hibernated_instance_keeps_its_registers()
    {
        using MicroVm guest = Template.Clone();
        guest.Hide();

        guest.Hibernate(Path);

        guest.Seek()[(int)Place.VectorRegisters].Should().Be(8);
    }

    [Fact]
    public void Hibernated_instance_goes_on_in_the_middle_of_a_command()
    {
        using MicroVm guest = Template.Clone();
        guest.FirstHalf(21);

        guest.Hibernate(Path);

        guest.Reply().Should().Be(21);
        guest.Continue(TestGuests.Deadline).Reason.Should().Be(GuestExitReason.Done);
        guest.Reply().Should().Be(42);
    }

    [Fact]
    public void Hibernated_instance_is_restored_without_its_file_and_disposed_with_it()
    {
        MicroVm guest = Template.Clone();
        guest.Hide();
        guest.Hibernate(Path);

        guest.Restore(Template.Snapshot);

        File.Exists(Path).Should().BeFalse();
        guest.Seek().AsSpan(0, (int)Place.Calls).IndexOfAnyExcept(0ul).Should().Be(-1);
        guest.Hibernate(Path);
        guest.Dispose();
        File.Exists(Path).Should().BeFalse();
    }

    [Fact]
    public void Damaged_file_is_refused_and_the_instance_can_be_restored()
    {
        using MicroVm guest = Template.Clone();
        guest.Hide();
        guest.Hibernate(Path);
        byte[] bytes = File.ReadAllBytes(Path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(Path, bytes);

        guest.Invoking(it => it.Count()).Should().Throw<SnapshotException>().Which.Part.Should().StartWith("frame");
        guest.Invoking(it => it.Outbox.Length).Should().Throw<SnapshotException>();
        guest.Restore(Template.Snapshot);

        guest.Count().Should().Be(1);
    }

    [Fact]
    public void Snapshot_of_an_instance_that_was_hibernated_holds_only_what_differs()
    {
        using MicroVm guest = Template.Clone();
        guest.Touch(4);
        guest.Hibernate(Path);

        using GuestSnapshot snapshot = guest.TakeSnapshot();

        snapshot.OwnBytes.Should().BeLessThan(40 * 4096);
        guest.Count().Should().Be(2);
        guest.Restore(snapshot);
        guest.Count().Should().Be(2);
    }

    private static long ResidentBytes(MicroVm guest)
    {
        nint start = guest.Process.Memory.Memory.AddressOf(0);
        long end = start + guest.Process.Memory.Memory.Mapping.Length;
        long bytes = 0;
        bool isInside = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            int dash = line.IndexOf('-', StringComparison.Ordinal);
            if (dash > 0 && long.TryParse(line[..dash], System.Globalization.NumberStyles.HexNumber, null, out long from))
            {
                isInside = from >= start && from < end;
            }
            else if (isInside && line.StartsWith("Rss:", StringComparison.Ordinal))
            {
                bytes += long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) << 10;
            }
        }

        return bytes;
    }
}
