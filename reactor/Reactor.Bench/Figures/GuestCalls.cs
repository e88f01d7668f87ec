using Reactor.Bench.Guests;
using Reactor.Bench.Measuring;
using Reactor.Vmm;
using Reactor.Vmm.Floors;

namespace Reactor.Bench.Figures;

/// <summary>Calls of a warm instance.</summary>
internal static class GuestCalls
{
    internal static IReadOnlyList<BenchCase> Cases { get; } =
    [
        new("guest_calls/call", Call),
        new("guest_calls/different_thread", DifferentThread),
        new("guest_calls/two_threads", TwoThreads),
        new("sample_workloads/24K_in_8K_out", InAndOut),
        new("guest_functions_with_large_parameters", LargeParameters),
    ];

    // Echo of six bytes: written to the inbox, compared in the outbox.
    private static IEnumerable<Figure> Call(BenchContext context)
    {
        using BareMachine floor = context.CreateBare();
        using MicroVm guest = context.Template.Clone();
        var samples = context.Sampler.Interleave(BenchContext.Exits(floor), new Operation(guest.Echo) { Repeats = 20 });
        yield return Figure.Against(BenchContext.ExitFloor, samples[0], "guest_calls/call", samples[1]).WithRatioAtMost(1.12);

        const int Calls = 1000;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int call = 0; call < Calls; call++)
        {
            guest.Echo();
        }

        double bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Calls;
        yield return new Figure("guest_calls/call/allocated") { Value = bytes, Unit = "B", Samples = Calls }.WithValueAtMost(0);
    }

    // The first call after another thread made one; handing over is not timed.
    private static IEnumerable<Figure> DifferentThread(BenchContext context)
    {
        using MicroVm guest = context.Template.Clone();
        using var other = new BenchThread();
        var samples = context.Sampler.Interleave(
            new Operation(guest.Echo),
            new Operation(guest.Echo) { Before = () => other.Run(guest.Echo) });
        yield return Figure.Against("guest_calls/call", samples[0], "guest_calls/different_thread", samples[1]);
    }

    // How many calls two instances on two threads make in the time in which one makes one, and the same for bare machines.
    private static IEnumerable<Figure> TwoThreads(BenchContext context)
    {
        using BareMachine firstBare = context.CreateBare();
        using BareMachine secondBare = context.CreateBare();
        using MicroVm first = context.Template.Clone();
        using MicroVm second = context.Template.Clone();
        using var other = new BenchThread();
        const int Repeats = 500;
        Operation Alone(Action call) => new(call) { Repeats = Repeats };
        Operation Together(Action own, Action others) => new(() => other.RunBeside(own, others, Repeats));

        var samples = context.Sampler.Interleave(
            Alone(firstBare.RoundTrip),
            Together(firstBare.RoundTrip, secondBare.RoundTrip),
            Alone(first.Echo),
            Together(first.Echo, second.Echo));
        double Speed(int alone) => 2 * Repeats / samples[alone + 1].RatioTo(samples[alone]);
        double Each(int together) => samples[together].Distribution.Median / Repeats / 2;
        yield return Figure.Of("guest_calls/two_threads/floor", samples[0].Distribution) with
        {
            Value = Each(1), LowerQuartile = null, UpperQuartile = null, Floor = samples[0].Distribution.Median, FloorBench = BenchContext.ExitFloor, Ratio = Speed(0),
        };
        yield return Figure.Of("guest_calls/two_threads", samples[2].Distribution) with
        {
            Value = Each(3),
            LowerQuartile = null,
            UpperQuartile = null,
            Floor = samples[2].Distribution.Median,
            FloorBench = "guest_calls/call",
            Ratio = Speed(2),
            Reach = Reach.AtLeast(Speed(2), 1.8, "× one thread's calls"),
        };
    }

    private static IEnumerable<Figure> InAndOut(BenchContext context)
    {
        using BareMachine floor = context.CreateBare();
        using MicroVm guest = context.Template.Clone();
        byte[] input = new byte[24 << 10];
        byte[] output = new byte[8 << 10];
        Random.Shared.NextBytes(input);
        var samples = context.Sampler.Interleave(BenchContext.Exits(floor), new Operation(Exchange) { Repeats = 20 });
        yield return Figure.Against(BenchContext.ExitFloor, samples[0], "sample_workloads/24K_in_8K_out", samples[1]);

        void Exchange()
        {
            input.CopyTo(guest.Inbox);
            guest.Run(BenchFunction.Reduce, input.Length);
            guest.Outbox.CopyTo(output);
        }
    }

    // Hyperlight's: a list of 50 MB and a text of 50 MB as the arguments of one call.
    private static IEnumerable<Figure> LargeParameters(BenchContext context)
    {
        const int ParameterBytes = 100_000_000;
        byte[] parameters = new byte[ParameterBytes];
        Random.Shared.NextBytes(parameters);
        using GuestTemplate template = context.Guest.Boot(inboxBytes: (ParameterBytes + 4095) & ~4095);
        using MicroVm guest = template.Clone(InstanceMemory.HugePages);
        byte[] copy = new byte[ParameterBytes];
        var samples = context.Sampler.Interleave(
            new Operation(() => parameters.CopyTo(copy, 0)),
            new Operation(() =>
            {
                parameters.CopyTo(guest.Inbox);
                guest.Run(BenchFunction.Nothing, ParameterBytes);
            }));
        yield return Figure.Against("memcpy of the same", samples[0], "guest_functions_with_large_parameters", samples[1]);
    }
}
