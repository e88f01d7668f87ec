using Reactor.Bench.Guests;
using Reactor.Bench.Measuring;
using Reactor.Vmm;

namespace Reactor.Bench.Figures;

/// <summary>Computing in a hot instance against the same file as a process: first calls of new ones apart from later ones.</summary>
/// <remarks>The ratio is the instance's speed against the process's: 1 is parity, more is faster.</remarks>
internal static class Parity
{
    private const long MemoryBytes = 512L << 20;
    private const int WarmRounds = 5;

    internal static IReadOnlyList<BenchCase> Cases { get; } =
    [
        new("parity/integer_loop", context => Measure(context, "parity/integer_loop", BenchFunction.IntegerLoop, 0.97)),
        new("parity/json_parse", context => Measure(context, "parity/json_parse", BenchFunction.ReadJson, 0.95)),
        new("parity/dictionary_1M", context => Measure(context, "parity/dictionary_1M", BenchFunction.FillDictionary, 0.95)),
        new("parity/strings_2M", context => Measure(context, "parity/strings_2M", BenchFunction.MakeStrings, 0.95)),
    ];

    private static IEnumerable<Figure> Measure(BenchContext context, string bench, BenchFunction function, double bound)
    {
        using GuestTemplate template = context.Guest.Boot(MemoryBytes);
        using var guest = new Renewed<MicroVm>(() => template.Clone(InstanceMemory.HugePages));
        using var process = new Renewed<GuestInProcess>(() => new GuestInProcess(context.Guest.Path, MemoryBytes));
        var cold = context.Sampler.Few(4).Interleave(
            new Operation(() => process.Value.Run(function)) { Before = () => Renew(process, one => one.Run(BenchFunction.Nothing)) },
            new Operation(() => guest.Value.Run(function)) { Before = () => Renew(guest, one => one.Run(BenchFunction.Nothing)) });
        var warm = context.Sampler.Few(WarmRounds * 3).Interleave(
            new Operation(() => process.Value.Run(function)),
            new Operation(() => guest.Value.Run(function)));
        yield return Speed(bench + "/cold", cold);
        Figure figure = Speed(bench + "/warm", warm);
        yield return figure with { Reach = Reach.AtLeast(figure.Ratio!.Value, bound, "× the process's speed") };
    }

    private static void Renew<T>(Renewed<T> renewed, Action<T> first)
        where T : class, IDisposable
    {
        renewed.Renew();
        first(renewed.Value);
    }

    private static Figure Speed(string bench, IReadOnlyList<Samples> samples) =>
        Figure.Against("the same file as a process", samples[0], bench, samples[1]) with { Ratio = samples[0].RatioTo(samples[1]) };

    private sealed class Renewed<T>(Func<T> create) : IDisposable
        where T : class, IDisposable
    {
        internal T Value { get; private set; } = create();

        internal void Renew()
        {
            Value.Dispose();
            Value = create();
        }

        public void Dispose() => Value.Dispose();
    }
}
