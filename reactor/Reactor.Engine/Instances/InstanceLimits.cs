using Reactor.Contracts.Resources;

namespace Reactor.Engine.Instances;

/// <summary>Limits of one running query.</summary>
/// <param name="EntryDeadline">How long one entry into the guest may take.</param>
/// <param name="MemoryBytes">Memory the guest may use; enforced by micro-VMs.</param>
/// <param name="Clock">How its clock follows that of the host.</param>
internal sealed record InstanceLimits(TimeSpan EntryDeadline, long MemoryBytes, QueryClockSettings Clock);
