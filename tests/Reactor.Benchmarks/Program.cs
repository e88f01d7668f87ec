using Reactor.Benchmarks.Engine;
using Reactor.Benchmarks.Pgbench;
using Reactor.Vmm;

// Product figures, each with its floor or its pair measured in the same run: docs/performance.md. Names as arguments select some of them.
var kvm = KvmHost.Probe();
Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {(kvm.IsAvailable ? kvm.Reason : $"no micro-VMs: {kvm.Reason}")}");
Console.WriteLine();
var benches = new (string Name, Func<Task> Run)[]
{
    ("throughput", ProjectionThroughput.RunAsync),
    ("clone", CloneToFirstResult.RunAsync),
    ("compile", CompileTimes.RunAsync),
    ("decode", FeedDecoding.RunAsync),
    ("pgbench", PgbenchReplay.RunAsync),
};
foreach (var (name, run) in benches)
{
    if (args.Length == 0 || args.Contains(name, StringComparer.Ordinal))
    {
        await run();
        Console.WriteLine();
    }
}
