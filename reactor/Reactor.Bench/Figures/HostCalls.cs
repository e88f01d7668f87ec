using Reactor.Bench.Measuring;
using Reactor.Vmm;
using Reactor.Vmm.Calls;
using Reactor.Vmm.Floors;

namespace Reactor.Bench.Figures;

/// <summary>Calls by name and signature, and of the host by the guest.</summary>
internal static class HostCalls
{
    internal static IReadOnlyList<BenchCase> Cases { get; } = [new("guest_calls/call_with_host_function", CallWithHostFunction)];

    // add(1, 41), which the guest has the host compute; and an echo, called by name as well, that needs no host.
    private static IEnumerable<Figure> CallWithHostFunction(BenchContext context)
    {
        var functions = new HostFunctions().Add<int, int, int>("host_add", (first, second) => first + second);
        using BareMachine floor = context.CreateBare();
        using GuestTemplate template = context.Guest.BootTyped(functions);
        using MicroVm guest = template.Clone();
        GuestExport add = template.Export("add");
        GuestExport echo = template.Export("echo");
        var samples = context.Sampler.Interleave(
            BenchContext.Exits(floor),
            new Operation(() => Require(guest.Call<int, int, int>(add, 1, 41) == 42)) { Repeats = 20 },
            new Operation(() => Require(guest.Call<string, string>(echo, "hello\n") == "hello\n")) { Repeats = 20 });
        yield return Figure.Against(BenchContext.ExitFloor, samples[0], "guest_calls/call_with_host_function", samples[1]).WithRatioAtMost(2.2);
        yield return Figure.Against(BenchContext.ExitFloor, samples[0], "guest_calls/call_with_host_function/none", samples[2]);
    }

    private static void Require(bool isRight)
    {
        if (!isRight)
        {
            throw new InvalidOperationException("The guest gave another answer.");
        }
    }
}
