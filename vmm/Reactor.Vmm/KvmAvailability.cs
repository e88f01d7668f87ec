namespace Reactor.Vmm;

/// <summary>Whether this host can run micro-VMs.</summary>
/// <param name="IsAvailable">Whether it can.</param>
/// <param name="Reason">One sentence: what was found, or what is missing.</param>
/// <param name="Remedy">One sentence: what to do about it; <see langword="null"/> when nothing is missing.</param>
public sealed record KvmAvailability(bool IsAvailable, string Reason, string? Remedy = null);
