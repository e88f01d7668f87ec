using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Reactor.Vmm.Metrics;

/// <summary>Which instances there are, so that they can be counted by state when somebody asks.</summary>
/// <remarks>Holds none of them alive.</remarks>
internal static class InstanceCensus
{
    private static readonly ConditionalWeakTable<MicroVm, object> Instances = [];
    private static readonly object Present = new();
    private static readonly string[] Names = [.. Enum.GetNames<MicroVmState>().Select(name => MetricTag.Value(name))];

    internal static void Add(MicroVm instance) => Instances.Add(instance, Present);

    internal static void Remove(MicroVm instance) => _ = Instances.Remove(instance);

    internal static IEnumerable<Measurement<long>> Count()
    {
        long[] counts = new long[Names.Length];
        long hibernated = 0;
        foreach ((MicroVm instance, _) in Instances)
        {
            if (instance.IsHibernated)
            {
                hibernated++;
            }
            else
            {
                counts[(int)instance.State]++;
            }
        }

        return Enum.GetValues<MicroVmState>()
            .Where(state => state != MicroVmState.Discarded)
            .Select(state => new Measurement<long>(counts[(int)state], MetricTag.Of(MetricTag.State, Names[(int)state])))
            .Append(new Measurement<long>(hibernated, MetricTag.Of(MetricTag.State, "hibernated")));
    }
}
