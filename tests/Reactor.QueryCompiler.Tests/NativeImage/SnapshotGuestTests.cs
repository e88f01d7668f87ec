using System.Diagnostics;
using Reactor.Vmm;

namespace Reactor.QueryCompiler.Tests.NativeImage;

/// <summary>Snapshots of a .NET guest: collector, finalizer thread and statics are as they were.</summary>
public sealed class SnapshotGuestTests(ProbeGuest guest) : IClassFixture<ProbeGuest>, IDisposable
{
    private const uint Answer = 1;
    private const uint ThrowAndCatch = 3;
    private const uint TwoMillionStrings = 4;
    private const uint MillionEntries = 5;
    private const uint DereferenceNull = 7;
    private const uint CountCalls = 8;
    private const uint OverflowStack = 11;
    private const uint RunFinalizer = 14;
    private const uint DivideByZero = 15;

    private static readonly (uint Function, long Expected)[] Everything =
    [
        (MillionEntries, 499_999_500_000), (TwoMillionStrings, 18_888_890), (ThrowAndCatch, 1), (RunFinalizer, 1), (DereferenceNull, 77),
        (DivideByZero, 78), (Answer, 42),
    ];

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(InstanceMemory.CopyOnWrite)]
    [InlineData(InstanceMemory.HugePages)]
    public async Task Restore_after_collections_and_failures_gives_a_guest_that_works(InstanceMemory memory)
    {
        using GuestTemplate template = GuestInMicroVm.Boot((await guest.BuildAsync()).Path);
        using MicroVm clone = template.Clone(memory);
        for (int round = 0; round < 3; round++)
        {
            clone.Call(CountCalls).Should().Be(1);
            foreach ((uint function, long expected) in Everything)
            {
                clone.Call(function).Should().Be(expected);
            }

            clone.CallToItsEnd(OverflowStack).IsHealthy.Should().BeFalse();
            clone.Restore(template.Snapshot);
        }
    }

    [Fact]
    public async Task Template_from_a_file_works_like_a_booted_one()
    {
        Reactor.QueryCompiler.NativeImage.NativeImage image = await guest.BuildAsync();
        GuestImage loadedImage = GuestImage.Load(image.Path, Convert.FromHexString(image.ContentHash));
        string path = Path.Combine(_directory.Path, "booted");
        long start = Stopwatch.GetTimestamp();
        using GuestTemplate template = GuestInMicroVm.Boot(image.Path);
        TimeSpan boot = Stopwatch.GetElapsedTime(start);
        template.Snapshot.Save(path);
        using (GuestTemplate.Load(path, loadedImage, template.Limits))
        {
            // Compiles the way.
        }

        start = Stopwatch.GetTimestamp();
        using GuestTemplate loaded = GuestTemplate.Load(path, loadedImage, template.Limits);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"boot {boot.TotalMilliseconds:F1} ms, load {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F1} ms, {new FileInfo(path).Length >> 10} KiB");

        using MicroVm clone = loaded.Clone();
        foreach ((uint function, long expected) in Everything)
        {
            clone.Call(function).Should().Be(expected);
        }
    }

    [Fact]
    public async Task Instance_hibernates_and_wakes_in_the_middle_of_its_work()
    {
        using GuestTemplate template = GuestInMicroVm.Boot((await guest.BuildAsync()).Path);
        using MicroVm clone = template.Clone();
        for (int round = 1; round <= 4; round++)
        {
            clone.Call(MillionEntries).Should().Be(499_999_500_000);
            clone.Hibernate(Path.Combine(_directory.Path, "hibernated"));
            clone.Call(CountCalls).Should().Be(round);
            clone.Call(TwoMillionStrings).Should().Be(18_888_890);
            clone.Call(RunFinalizer).Should().Be(round);
        }
    }

    [Fact]
    public async Task Snapshot_with_a_history_is_cloned_saved_and_loaded()
    {
        using GuestTemplate template = GuestInMicroVm.Boot((await guest.BuildAsync()).Path);
        using MicroVm clone = template.Clone();
        template.Snapshot.Save(Path.Combine(_directory.Path, "base"));
        clone.Call(CountCalls);
        clone.Call(MillionEntries);
        using GuestSnapshot snapshot = clone.TakeSnapshot();
        snapshot.SaveDifference(Path.Combine(_directory.Path, "difference"));
        using GuestSnapshot loaded = template.Snapshot.LoadDifference(Path.Combine(_directory.Path, "difference"));

        using MicroVm first = snapshot.Clone();
        using MicroVm second = loaded.Clone(InstanceMemory.HugePages);

        first.Call(CountCalls).Should().Be(2);
        second.Call(CountCalls).Should().Be(2);
        second.Call(MillionEntries).Should().Be(499_999_500_000);
    }
}
