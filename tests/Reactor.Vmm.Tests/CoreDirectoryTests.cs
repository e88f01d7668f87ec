namespace Reactor.Vmm.Tests;

public sealed class CoreDirectoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cores-").FullName;

    [Fact]
    public void Failed_instance_leaves_a_core_and_says_where()
    {
        using GuestTemplate template = Boot(new CoreDirectory(_folder));
        using MicroVm guest = template.Clone();

        string? detail = MicroVmTests.Call(guest, 1).Detail;

        string core = Directory.GetFiles(_folder).Should().ContainSingle().Subject;
        guest.Failure!.CorePath.Should().Be(core);
        detail.Should().EndWith($"\ncore: {core}");
    }

    [Fact]
    public void Healthy_instance_leaves_none()
    {
        using GuestTemplate template = Boot(new CoreDirectory(_folder));
        using (MicroVm guest = template.Clone())
        {
            _ = MicroVmTests.Call(guest, 0);
        }

        Directory.GetFiles(_folder).Should().BeEmpty();
    }

    [Fact]
    public void Nothing_is_written_unless_asked_for()
    {
        using MicroVm guest = TestGuests.Template("crash").Clone();

        MicroVmTests.Call(guest, 1).Detail.Should().NotContain("core:");
    }

    [Fact]
    public void Oldest_cores_make_room_and_other_files_stay()
    {
        string other = Path.Combine(_folder, "notes.txt");
        File.WriteAllText(other, "mine");
        using GuestTemplate template = Boot(new CoreDirectory(_folder, maxCount: 3));
        var written = new List<string>();
        for (int i = 0; i < 5; i++)
        {
            using MicroVm guest = template.Clone();
            _ = MicroVmTests.Call(guest, 1);
            written.Add(guest.Failure!.CorePath!);
        }

        Directory.GetFiles(_folder).Should().BeEquivalentTo([other, .. written[2..]]);
    }

    [Fact]
    public void Bytes_of_all_cores_stay_below_the_bound()
    {
        using GuestTemplate template = Boot(new CoreDirectory(_folder, maxBytes: 32 << 20));
        for (int i = 0; i < 6; i++)
        {
            using MicroVm guest = template.Clone();
            _ = MicroVmTests.Call(guest, 1);
        }

        FileInfo[] cores = new DirectoryInfo(_folder).GetFiles();
        cores.Should().NotBeEmpty();
        cores.Sum(core => core.Length).Should().BeLessThanOrEqualTo((32 << 20) + (cores.Length * 64 << 10));
    }

    [Fact]
    public void Folder_that_went_away_costs_the_core_alone()
    {
        using GuestTemplate template = Boot(new CoreDirectory(Path.Combine(_folder, "gone")));
        Directory.Delete(Path.Combine(_folder, "gone"));
        using MicroVm guest = template.Clone();

        MicroVmTests.Call(guest, 1).Detail.Should().StartWith("#PF page fault");

        guest.Failure!.CorePath.Should().BeNull();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static GuestTemplate Boot(CoreDirectory cores)
    {
        TestGuests.RequireKvm();
        GuestTemplate template = TestGuests.Boot("crash", new GuestLimits { MemoryBytes = 32 << 20 });
        template.Cores = cores;
        return template;
    }
}
