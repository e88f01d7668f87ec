namespace Reactor.Vmm.Kvm;

/// <summary>An entry that waits for one nested in it to end.</summary>
/// <param name="Deadline">Stopwatch timestamp.</param>
/// <param name="Occupant">Whose entry it is; <see langword="null"/> when there is none.</param>
internal readonly record struct ArmedEntry(long Deadline, KillSwitch? Occupant);
