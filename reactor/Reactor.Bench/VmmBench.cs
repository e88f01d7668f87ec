using Reactor.Bench.Figures;
using Reactor.Bench.Guests;
using Reactor.Bench.Measuring;
using Reactor.QueryCompiler.NativeImage;

namespace Reactor.Bench;

/// <summary>The figures of the micro-VM manager, each against its floor, measured in the same run.</summary>
public static class VmmBench
{
    /// <summary>All benches, those that take little time first.</summary>
    internal static IReadOnlyList<BenchCase> Cases { get; } =
    [
        .. Floors.Cases,
        .. GuestCalls.Cases,
        .. HostCalls.Cases,
        .. Interrupts.Cases,
        .. Restores.Cases,
        .. Sandboxes.Cases,
        .. Crowds.Cases,
        .. Parity.Cases,
    ];

    /// <summary>Names of all benches, in the order in which they run.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Cases.Select(bench => bench.Name)];

    /// <summary>Runs benches on the calling thread. The machine must have KVM (<c>KvmHost.Probe</c>).</summary>
    /// <param name="only">Parts of names; a bench runs when its name contains one. Empty: all of them.</param>
    /// <param name="settings">How long to measure.</param>
    /// <param name="show">Told of each figure as it comes.</param>
    /// <param name="report">Told of what takes long.</param>
    /// <param name="cancellationToken">Stops between two benches.</param>
    /// <exception cref="NativeImageException">The measured guest is not in the image cache and cannot be built.</exception>
    public static async Task RunAsync(
        IReadOnlyCollection<string> only, BenchSettings settings, Action<Figure> show, Action<string> report, CancellationToken cancellationToken)
    {
        BenchGuest guest = await BenchGuest.BuildAsync(report, cancellationToken);
        using var context = new BenchContext(guest, settings);
        foreach (BenchCase bench in Cases.Where(bench => only.Count == 0 || only.Any(bench.Name.Contains)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (Figure figure in bench.Run(context))
            {
                show(figure);
            }
        }
    }
}
