using System.Diagnostics;
using Reactor.Bench.Guests;
using Reactor.Bench.Measuring;
using Reactor.Contracts.Guests;
using Reactor.Vmm;

namespace Reactor.Bench.Figures;

/// <summary>Stopping a guest that never returns.</summary>
internal static class Interrupts
{
    private const double MedianUs = 45;
    private const double P99Us = 150;

    internal static IReadOnlyList<BenchCase> Cases { get; } = [new("guest_calls/interrupt_latency", Measure)];

    // Another thread kills the instance after 10 ms: from there to the return of the call.
    private static IEnumerable<Figure> Measure(BenchContext context)
    {
        BenchSettings settings = context.Sampler.Settings;
        using MicroVm guest = context.Template.Clone();
        using var other = new BenchThread();
        var latencies = new List<double>();
        long started = Stopwatch.GetTimestamp();
        while (latencies.Count < settings.MinRounds || Stopwatch.GetElapsedTime(started) < settings.Budget * 2)
        {
            long killed = 0;
            other.RunBeside(
                () => Spin(guest, latencies, () => killed),
                () =>
                {
                    Thread.Sleep(10);
                    Volatile.Write(ref killed, Stopwatch.GetTimestamp());
                    guest.Kill();
                },
                repeats: 1);
            guest.Restore(context.Template.Snapshot);
        }

        Distribution latency = Distribution.Of(latencies.Count > 2 ? latencies.Skip(1) : latencies);
        yield return Figure.Of("guest_calls/interrupt_latency", latency).WithValueAtMost(MedianUs);
        yield return new Figure("guest_calls/interrupt_latency/p99") { Value = latency.P99, Samples = latency.Count }.WithValueAtMost(P99Us);
    }

    private static void Spin(MicroVm guest, List<double> latencies, Func<long> killed)
    {
        GuestExit exit = guest.Enter(GuestCommand.Call, (uint)BenchFunction.Spin, 0, 0, BenchGuest.Deadline);
        latencies.Add(Stopwatch.GetElapsedTime(killed()).TotalMicroseconds);
        if (exit.Reason != GuestExitReason.Killed)
        {
            throw new InvalidOperationException($"The guest was to be killed and ended otherwise: {exit.Detail}");
        }
    }
}
