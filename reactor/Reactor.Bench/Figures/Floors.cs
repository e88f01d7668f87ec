using Reactor.Vmm.Floors;

namespace Reactor.Bench.Figures;

/// <summary>What the host's KVM costs with nothing of ours in it.</summary>
internal static class Floors
{
    internal static IReadOnlyList<BenchCase> Cases { get; } = [new(BenchContext.ExitFloor, Exit), new(BenchContext.CreateFloor, CreateRunDestroy)];

    private static IEnumerable<Figure> Exit(BenchContext context)
    {
        using BareMachine machine = context.CreateBare();
        yield return Figure.Of(BenchContext.ExitFloor, context.Sampler.Measure(BenchContext.Exits(machine)).Distribution);
    }

    private static IEnumerable<Figure> CreateRunDestroy(BenchContext context)
    {
        yield return Figure.Of(BenchContext.CreateFloor, context.Sampler.Measure(context.CreateRunDestroy()).Distribution);
    }
}
