using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Metrics;

namespace Reactor.Vmm;

/// <summary>What the VMM tells about itself: the instruments of the meter <see cref="MeterName"/>, for all instances of this process.</summary>
/// <remarks>
/// What happens on every call is counted by plain additions and summed when it is observed (<see cref="ThreadCounters"/>); the rest is rare.
/// Nothing here allocates on the call path, listened to or not.
/// </remarks>
public static class VmmMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Reactor.Vmm";

    // Linux has fewer calls on x86-64; more values would let a guest fill the memory of whoever collects.
    private const long SystemCallNumbers = 512;

    private static readonly Meter Meter = new(MeterName, typeof(VmmMetrics).Assembly.GetName().Version?.ToString(3));

    private static readonly object True = true;
    private static readonly object False = false;
    private static readonly string[] Reasons = [.. Enum.GetNames<GuestExitReason>().Select(MetricTag.Value)];

    private static readonly Histogram<double> InvocationDuration = Meter.CreateHistogram<double>(
        "reactor.vmm.invocation.duration",
        "s",
        "Time from entering a guest to its reply.",
        tags: null,
        new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.00002, 0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
        });

    private static readonly Counter<long> UnknownCalls = Rare("syscalls.unknown", "{call}", "System calls answered with ENOSYS, by number.");
    private static readonly Counter<long> Poisonings = Rare("poisonings", "{instance}", "Instances poisoned, by reason.");
    private static readonly Counter<long> Deadlines = Rare("deadlines", "{deadline}", "Entries ended by their deadline.");
    private static readonly Counter<long> Commits = Rare("memory.commits", "{page}", "Pages of 2 MiB made present for guests.");
    private static readonly Counter<long> Returns = Rare("memory.returns", "{page}", "Pages of 2 MiB that guests gave back.");
    private static readonly Counter<long> Promotions = Rare("memory.promotions", "{instance}", "Instances moved to 2 MiB pages of their own.");
    private static readonly Counter<long> Attaches = Rare("shell.attaches", "{attach}", "Instances put into a shell; stolen when it was another's.");
    private static readonly Counter<long> Clones = Rare("clones", "{instance}", "Instances made from a template or snapshot.");
    private static readonly Counter<long> Snapshots = Rare("snapshots", "{snapshot}", "Snapshots taken of instances.");
    private static readonly Counter<long> Restores = Rare("restores", "{restore}", "Instances restored to a snapshot in place.");
    private static readonly Counter<long> Hibernations = Rare("hibernations", "{instance}", "Instances written to a file to give their memory back.");
    private static readonly Counter<long> Wakes = Rare("wakes", "{instance}", "Hibernated instances read back.");
    private static readonly Counter<long> Cores = Rare("cores", "{file}", "Cores of failed guests written.");

    static VmmMetrics()
    {
        _ = Meter.CreateObservableCounter("reactor.vmm.invocations", ThreadCounters.Invocations, "{invocation}", "Entries into guests.");
        _ = Meter.CreateObservableCounter("reactor.vmm.exits", Exits, "{exit}", "Exits of virtual CPUs to the VMM, by kind.");
        _ = Meter.CreateObservableCounter(
            "reactor.vmm.syscalls", () => ThreadCounters.Exits(ExitKind.Syscall), "{call}", "System calls of guests.");
        _ = Meter.CreateObservableGauge("reactor.vmm.instances", InstanceCensus.Count, "{instance}", "Instances, by state.");
    }

    /// <summary>When an invocation starts.</summary>
    /// <returns>A Stopwatch timestamp; 0 when nobody wants to know.</returns>
    internal static long StartInvocation() => InvocationDuration.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <param name="started">What <see cref="StartInvocation"/> returned.</param>
    internal static void EndInvocation(long started)
    {
        if (started != 0)
        {
            InvocationDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
    }

    internal static void CountUnknownCall(long number)
    {
        if (UnknownCalls.Enabled)
        {
            string value = number is >= 0 and < SystemCallNumbers ? number.ToString(CultureInfo.InvariantCulture) : "other";
            UnknownCalls.Add(1, MetricTag.Of(MetricTag.SystemCallNumber, value));
        }
    }

    internal static void CountPoisoning(GuestExitReason reason)
    {
        Poisonings.Add(1, MetricTag.Of(MetricTag.Reason, Reasons[(int)reason]));
        if (reason == GuestExitReason.DeadlineExceeded)
        {
            Deadlines.Add(1);
        }
    }

    internal static void CountCommit() => Commits.Add(1);

    internal static void CountReturn() => Returns.Add(1);

    internal static void CountPromotion() => Promotions.Add(1);

    internal static void CountAttach(bool isStolen) => Attaches.Add(1, MetricTag.Of(MetricTag.Stolen, isStolen ? True : False));

    internal static void CountClone() => Clones.Add(1);

    internal static void CountSnapshot() => Snapshots.Add(1);

    internal static void CountRestore() => Restores.Add(1);

    internal static void CountHibernation() => Hibernations.Add(1);

    internal static void CountWake() => Wakes.Add(1);

    internal static void CountCore() => Cores.Add(1);

    private static Counter<long> Rare(string name, string unit, string description) =>
        Meter.CreateCounter<long>($"reactor.vmm.{name}", unit, description);

    private static IEnumerable<Measurement<long>> Exits() => Enum.GetValues<ExitKind>()
        .Select(kind => new Measurement<long>(ThreadCounters.Exits(kind), MetricTag.Of(MetricTag.ExitKind, MetricTag.Value(kind.ToString()))));
}
