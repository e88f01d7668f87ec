using Reactor.Bench.Guests;
using Reactor.Bench.Measuring;
using Reactor.Vmm;

namespace Reactor.Bench.Figures;

/// <summary>New instances: from a snapshot, and from the image file with the start of the .NET runtime in them.</summary>
internal static class Sandboxes
{
    private const double AttachTargetUs = 400;
    private const double CreateTargetUs = 8000;

    internal static IReadOnlyList<BenchCase> Cases { get; } =
    [
        new("sandboxes/sandbox_from_snapshot", FromSnapshot),
        new("sandboxes/attach_idle", Attach),
        new("sandboxes/create_initialized", Create),
    ];

    // From a booted template to the answer of the first call; giving the instance back is not timed, but the floor's destruction is.
    private static IEnumerable<Figure> FromSnapshot(BenchContext context)
    {
        MicroVm? guest = null;
        GuestTemplate template = context.Template;
        var samples = context.Sampler.Interleave(
            context.CreateRunDestroy(),
            new Operation(() =>
            {
                guest = template.Clone();
                guest.Echo();
            })
            {
                After = () => guest!.Dispose(),
            });
        yield return Figure.Against(BenchContext.CreateFloor, samples[0], "sandboxes/sandbox_from_snapshot", samples[1]).WithRatioAtMost(1);
    }

    // An instance that is in no shell, to the answer of its next call.
    private static IEnumerable<Figure> Attach(BenchContext context)
    {
        using MicroVm guest = context.Template.Clone();
        guest.Echo();
        var samples = context.Sampler.Interleave(context.CreateRunDestroy(), new Operation(guest.Echo) { Before = () => guest.Detach() });
        yield return Figure.Against(BenchContext.CreateFloor, samples[0], "sandboxes/attach_idle", samples[1]).WithValueAtMost(AttachTargetUs);
    }

    // File to callable instance: read, checked, loaded, runtime booted, snapshot, one instance. The same file as a process is what the runtime's start costs Linux.
    private static IEnumerable<Figure> Create(BenchContext context)
    {
        GuestTemplate? template = null;
        MicroVm? guest = null;
        void Make()
        {
            template = context.Guest.Boot();
            guest = template.Clone();
        }

        void Drop()
        {
            guest!.Dispose();
            template!.Dispose();
        }

        GuestInProcess? process = null;
        var samples = context.Sampler.Interleave(
            new Operation(() =>
            {
                process = new GuestInProcess(context.Guest.Path);
                process.Run(BenchFunction.Nothing);
            })
            {
                After = () => process!.Dispose(),
            },
            new Operation(Make) { After = Drop },
            new Operation(() =>
            {
                Make();
                guest!.Echo();
            })
            {
                After = Drop,
            },
            new Operation(() =>
            {
                Make();
                Drop();
            }));
        const string Process = "the same file as a process";
        yield return Figure.Against(Process, samples[0], "sandboxes/create_initialized", samples[1]).WithValueAtMost(CreateTargetUs);
        yield return Figure.Against(Process, samples[0], "sandboxes/create_initialized/to_first_call", samples[2]);
        yield return Figure.Against(Process, samples[0], "sandboxes/create_initialized_and_drop", samples[3]);
    }
}
