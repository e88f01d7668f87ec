using System.Buffers.Binary;
using System.IO.Hashing;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Snapshots;
using static Reactor.Vmm.Tests.SecretGuest;

namespace Reactor.Vmm.Tests;

public sealed class SnapshotFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("snapshots").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Template_loaded_from_its_file_runs_like_the_one_that_was_booted()
    {
        Template.Snapshot.Save(File("a"));
        using GuestSnapshot loaded = Load("a");

        using MicroVm guest = loaded.Clone();
        guest.Count().Should().Be(1);
        guest.Hide().Reason.Should().Be(GuestExitReason.Done);
        guest.Restore(loaded);
        guest.Seek().AsSpan(0, (int)Place.Calls).IndexOfAnyExcept(0ul).Should().Be(-1);
        loaded.MemoryBytes.Should().Be(Template.Snapshot.MemoryBytes);
        Directory.GetFiles(_directory).Should().Equal(File("a"));
    }

    [Fact]
    public void Instance_loaded_from_its_file_goes_on_where_it_was()
    {
        using MicroVm guest = Template.Clone();
        guest.Hide();
        byte[] before = guest.Random();
        using GuestSnapshot snapshot = guest.TakeSnapshot();
        snapshot.Save(File("a"));
        byte[] next = guest.Random();
        using GuestSnapshot loaded = Load("a");

        using MicroVm copy = loaded.Clone(InstanceMemory.CopyOnWrite, guest.Seed);
        copy.Random().Should().Equal(next).And.NotEqual(before);
        ulong[] found = copy.Seek();

        found[(int)Place.Data].Should().Be(8192);
        found[(int)Place.Outbox].Should().BeGreaterThan(100_000);
        found[(int)Place.SignalHandler].Should().Be(1);
        found[(int)Place.Calls].Should().Be(4);
    }

    [Fact]
    public void Registers_survive_the_file()
    {
        using MicroVm guest = Template.Clone();
        guest.Hide();
        guest.TakeSnapshot().Save(File("a"));
        using GuestSnapshot loaded = Load("a");
        using MicroVm copy = loaded.Clone();

        ulong[] found = copy.Seek();

        found[(int)Place.VectorRegisters].Should().Be(8);
        found[(int)Place.SavedRegisters].Should().BePositive();
        found[(int)Place.X87Status].Should().NotBe(0x37F, "two x87 registers are in use");
    }

    [Fact]
    public void Chain_of_differences_loads_over_its_bases()
    {
        using MicroVm guest = Template.Clone();
        Template.Snapshot.Save(File("base"));
        guest.Touch(3);
        using GuestSnapshot first = guest.TakeSnapshot();
        first.SaveDifference(File("first"));
        guest.Hide();
        using GuestSnapshot second = guest.TakeSnapshot();
        second.SaveDifference(File("second"));
        new FileInfo(File("first")).Length.Should().BeLessThan(200_000);

        using GuestSnapshot loadedBase = Load("base");
        using GuestSnapshot loadedFirst = loadedBase.LoadDifference(File("first"));
        using GuestSnapshot loadedSecond = loadedFirst.LoadDifference(File("second"));

        loadedSecond.Depth.Should().Be(2);
        using MicroVm copy = loadedSecond.Clone();
        copy.Seek()[(int)Place.Data].Should().Be(8192);
        copy.Restore(loadedFirst);
        copy.Count().Should().Be(2);
        copy.Seek()[(int)Place.Data].Should().Be(0);
        copy.Restore(loadedBase);
        copy.Count().Should().Be(1);
        copy.Restore(loadedSecond);
        copy.Seek()[(int)Place.VectorRegisters].Should().Be(8);
    }

    [Fact]
    public void Chain_of_snapshots_saved_whole_needs_no_base()
    {
        using MicroVm guest = Template.Clone();
        var taken = new List<GuestSnapshot>();
        for (int i = 0; i < 12; i++)
        {
            guest.Touch(i);
            taken.Add(guest.TakeSnapshot());
        }

        taken.Max(snapshot => snapshot.Depth).Should().BeLessThanOrEqualTo(SnapshotHeader.MaxDepth);
        taken[^1].Save(File("a"));
        taken.ForEach(snapshot => snapshot.Dispose());

        using GuestSnapshot loaded = Load("a");
        using MicroVm copy = loaded.Clone();
        copy.Count().Should().Be(13);
    }

    [Fact]
    public void File_of_another_image_limit_base_or_cpu_is_refused_with_the_remedy()
    {
        Template.Snapshot.Save(File("a"));
        using MicroVm guest = Template.Clone();
        using GuestSnapshot snapshot = guest.TakeSnapshot();
        snapshot.SaveDifference(File("difference"));
        byte[] otherHash = new byte[32];
        GuestLimits otherLimits = Template.Limits with { MemoryBytes = 96 << 20 };

        Refusal(() => GuestSnapshot.Load(File("a"), otherHash, Template.Limits)).Should().Contain("image").And.Contain("Give the image");
        Refusal(() => GuestSnapshot.Load(File("a"), Template.Snapshot.ImageHash, otherLimits)).Should().Contain("100663296 bytes of memory");
        Refusal(() => Load("difference")).Should().Contain("none was given").And.Contain("Give the base");
        using GuestTemplate other = Boot();
        other.Snapshot.Save(File("b"));
        Refusal(() => other.Snapshot.LoadDifference(File("difference"))).Should().Contain("difference to");
        Refusal(() => Template.Snapshot.LoadDifference(File("a"))).Should().Contain("stands alone");

        Patch("a", header => BinaryPrimitives.WriteUInt32LittleEndian(header[72..], 0xFFFF_FFFF));
        Refusal(() => Load("a")).Should().Contain("CPUID 1.ECX bits");
        Patch("b", header => BinaryPrimitives.WriteInt32LittleEndian(header[12..], 99));
        Refusal(() => Load("b")).Should().Contain("layout version 99");
    }

    [Fact]
    public void Damage_anywhere_in_the_file_is_found_and_told_where()
    {
        Template.Snapshot.Save(File("a"));
        byte[] whole = System.IO.File.ReadAllBytes(File("a"));
        SnapshotHeader header = SnapshotHeader.ReadFrom(whole, "a", whole.Length);
        (long Offset, string Part)[] places =
        [
            (0, "header"), (200, "header"), (SnapshotHeader.Bytes + 5, "header"), (header.TableOffset + 9, "header"),
            (header.PagesOffset + 1, "frame "), (header.PagesOffset + header.PageBytes - 1, "frame "),
        ];

        foreach ((long offset, string part) in places)
        {
            byte[] damaged = [.. whole];
            damaged[offset] ^= 0x10;
            System.IO.File.WriteAllBytes(File("b"), damaged);

            Refusal(() => Load("b")).Should().Contain(part).And.Contain("take the snapshot again");
        }

        foreach (int length in (int[])[0, 100, SnapshotHeader.Bytes, (int)header.PagesOffset, whole.Length - 1])
        {
            System.IO.File.WriteAllBytes(File("b"), whole.AsSpan(0, length));
            Refusal(() => Load("b")).Should().Contain("header");
        }

        System.IO.File.WriteAllBytes(File("b"), [.. whole, 0]);
        Refusal(() => Load("b")).Should().Contain("bytes, and it has");
    }

    [Fact]
    public void Mutated_files_with_right_checksums_are_refused_or_run_in_their_own_machine()
    {
        using GuestTemplate template = Boot(16 << 20);
        template.Snapshot.Save(File("a"));
        using MicroVm instance = template.Clone();
        instance.Count();
        using GuestSnapshot snapshot = instance.TakeSnapshot();
        snapshot.SaveDifference(File("difference"));
        (byte[] Bytes, bool IsDifference)[] files = [(System.IO.File.ReadAllBytes(File("a")), false), (System.IO.File.ReadAllBytes(File("difference")), true)];
        var random = new Random(20261123);
        int loaded = 0;
        int mutants = int.Parse(Environment.GetEnvironmentVariable("SNAPSHOT_MUTANTS") ?? "2000", System.Globalization.CultureInfo.InvariantCulture);
        for (int i = 0; i < mutants; i++)
        {
            (byte[] bytes, bool isDifference) = files[i % 2];
            System.IO.File.WriteAllBytes(File("b"), Mutate(bytes, random));
            try
            {
                using GuestSnapshot mutant = isDifference
                    ? template.Snapshot.LoadDifference(File("b"))
                    : GuestSnapshot.Load(File("b"), template.Snapshot.ImageHash, template.Limits);
                loaded++;
                using MicroVm guest = mutant.Clone();
                _ = guest.State == MicroVmState.Ready
                    ? guest.Tell(2, 0, TimeSpan.FromMilliseconds(20))
                    : guest.Continue(TimeSpan.FromMilliseconds(20));
            }
            catch (SnapshotException)
            {
                // Refused.
            }
        }

        loaded.Should().BeInRange(1, mutants - 1);
        using MicroVm healthy = template.Clone();
        healthy.Count().Should().Be(1);
    }

    // Changes numbers of header, state or table, and mends the checksum, as an attacker would.
    private static byte[] Mutate(byte[] file, Random random)
    {
        SnapshotHeader header = SnapshotHeader.ReadFrom(file, "a", file.Length);
        byte[] mutant = [.. file];
        int end = (int)(header.TableOffset + header.TableBytes);
        int changes = random.Next(1, 4);
        for (int i = 0; i < changes; i++)
        {
            int at = random.Next(4) switch
            {
                0 => random.Next(64, 168),
                1 => random.Next((int)header.TableOffset, end),
                _ => random.Next(SnapshotHeader.Bytes, (int)header.TableOffset),
            };
            switch (random.Next(4))
            {
                case 0:
                    mutant[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    BinaryPrimitives.WriteInt32LittleEndian(mutant.AsSpan(at), Interesting(random));
                    break;
                case 2:
                    BinaryPrimitives.WriteInt64LittleEndian(mutant.AsSpan(at), Interesting(random) * (1L << random.Next(40)));
                    break;
                default:
                    mutant[at] = (byte)random.Next(256);
                    break;
            }
        }

        if (random.Next(10) == 0)
        {
            mutant = mutant[..random.Next(mutant.Length)];
        }

        Seal(mutant, end);
        return mutant;
    }

    private static int Interesting(Random random) =>
        random.GetItems([0, 1, -1, int.MaxValue, int.MinValue, 4096, 0x20_0000, 7, 255, 65536], 1)[0] + random.Next(-1, 2);

    private static void Seal(byte[] file, int end)
    {
        if (file.Length >= end)
        {
            file.AsSpan(SnapshotHeader.IdentityOffset, 16).Clear();
            BinaryPrimitives.WriteUInt128LittleEndian(file.AsSpan(SnapshotHeader.IdentityOffset), XxHash128.HashToUInt128(file.AsSpan(0, end)));
        }
    }

    private static string Refusal(Func<GuestSnapshot> load) =>
        load.Should().Throw<SnapshotException>().Which.Message;

    private GuestSnapshot Load(string name) => GuestSnapshot.Load(File(name), Template.Snapshot.ImageHash, Template.Limits);

    private string File(string name) => Path.Combine(_directory, name);

    private void Patch(string name, Action<Span<byte>> change)
    {
        byte[] bytes = System.IO.File.ReadAllBytes(File(name));
        SnapshotHeader header = SnapshotHeader.ReadFrom(bytes, name, bytes.Length);
        change(bytes);
        Seal(bytes, (int)(header.TableOffset + header.TableBytes));
        System.IO.File.WriteAllBytes(File(name), bytes);
    }
}
