using Reactor.Bench.Guests;
using Reactor.Bench.Measuring;
using Reactor.Vmm;
using Reactor.Vmm.Floors;

namespace Reactor.Bench.Figures;

/// <summary>Snapshots of instances, in memory and in files.</summary>
internal static class Restores
{
    internal static IReadOnlyList<BenchCase> Cases { get; } =
    [
        new("guest_calls/call_with_restore", CallWithRestore),
        new("snapshots", Snapshots),
        new("snapshot_files", Files),
        new("hibernate_and_wake", HibernateAndWake),
    ];

    // An echo, then back to what was before it: a handful of pages.
    private static IEnumerable<Figure> CallWithRestore(BenchContext context)
    {
        using BareMachine floor = context.CreateBare();
        using MicroVm calling = context.Template.Clone();
        using MicroVm restored = context.Template.Clone();
        restored.Echo();
        using GuestSnapshot snapshot = restored.TakeSnapshot();
        var samples = context.Sampler.Interleave(
            BenchContext.Exits(floor),
            new Operation(calling.Echo) { Repeats = 20 },
            new Operation(() =>
            {
                restored.Echo();
                restored.Restore(snapshot);
            })
            {
                Repeats = 20,
            });
        double exit = samples[0].Distribution.Median;
        double call = samples[1].Distribution.Median;
        Figure figure = Figure.Against("guest_calls/call", samples[1], "guest_calls/call_with_restore", samples[2]);
        yield return figure with { Reach = new Reach($"≤ guest_calls/call + 0.5 × {BenchContext.ExitFloor}", figure.Value <= call + (0.5 * exit)) };
    }

    private static IEnumerable<Figure> Snapshots(BenchContext context)
    {
        using MicroVm guest = context.Template.Clone();
        guest.Echo();
        using GuestSnapshot first = guest.TakeSnapshot();
        GuestSnapshot? taken = null;
        var samples = context.Sampler.Interleave(
            new Operation(() => taken = guest.TakeSnapshot())
            {
                Before = guest.Echo,
                After = () =>
                {
                    guest.Restore(first);
                    taken!.Dispose();
                },
            },
            new Operation(() => guest.Restore(first)) { Before = guest.Echo });
        yield return Figure.Of("snapshots/create", samples[0].Distribution);
        yield return Figure.Of("snapshots/restore", samples[1].Distribution);
    }

    // A whole snapshot: complete and on the disk, and from there to the answer of a new instance's first call.
    private static IEnumerable<Figure> Files(BenchContext context)
    {
        using var directory = new BenchDirectory();
        string path = directory.File("guest.snapshot");
        GuestImage image = GuestImage.Load(context.Guest.Path);
        GuestSnapshot snapshot = context.Template.Snapshot;
        snapshot.Save(path);
        byte[] bytes = File.ReadAllBytes(path);
        GuestSnapshot? loaded = null;
        MicroVm? guest = null;
        void Load() => loaded = GuestSnapshot.Load(path, image.ContentHash, snapshot.Limits);
        var samples = context.Sampler.Interleave(
            new Operation(() => directory.Write("floor", bytes)),
            new Operation(() => snapshot.Save(path)),
            new Operation(() => directory.Read("floor", bytes)),
            new Operation(Load) { After = () => loaded!.Dispose() },
            new Operation(() =>
            {
                Load();
                guest = loaded!.Clone();
                guest.Echo();
            })
            {
                After = () =>
                {
                    guest!.Dispose();
                    loaded!.Dispose();
                },
            });
        const string Write = "write and fsync of the same";
        const string Read = "read of the same";
        yield return Figure.Against(Write, samples[0], "snapshot_files/save_snapshot", samples[1]);
        yield return Figure.Against(Read, samples[2], "snapshot_files/load_snapshot", samples[3]);
        yield return Figure.Against(Read, samples[2], "snapshot_files/cold_start_via_snapshot", samples[4]);
    }

    // 64 MiB of noise to a file, on the disk, and back to the answer of a call.
    private static IEnumerable<Figure> HibernateAndWake(BenchContext context)
    {
        const int StateBytes = 64 << 20;
        const double TargetUs = 55_000;
        using var directory = new BenchDirectory();
        using GuestTemplate template = context.Guest.Boot(256L << 20);
        using MicroVm guest = template.Clone(InstanceMemory.HugePages);
        guest.Run(BenchFunction.Grow, StateBytes, 0);
        byte[] bytes = new byte[StateBytes];
        Random.Shared.NextBytes(bytes);
        string path = directory.File("guest.hibernated");
        var samples = context.Sampler.Few(7).Interleave(
            new Operation(() =>
            {
                directory.Write("floor", bytes);
                directory.Read("floor", bytes);
            }),
            new Operation(() =>
            {
                guest.Hibernate(path);
                guest.Wake();
                guest.Echo();
            }));
        yield return Figure.Against("write, fsync and read of 64 MiB", samples[0], "hibernate_and_wake/64MB", samples[1]).WithValueAtMost(TargetUs);
    }
}
