namespace Reactor.Engine.Instances;

/// <summary>Limits of one running query.</summary>
/// <param name="EntryDeadline">How long one entry into the guest may take.</param>
/// <param name="MemoryBytes">Memory the guest may use; enforced by micro-VMs.</param>
/// <param name="MaxAhead">How far a change's effective time may lie ahead of the host's clock before it is clamped.</param>
internal sealed record InstanceLimits(TimeSpan EntryDeadline, long MemoryBytes, TimeSpan MaxAhead);
