namespace Reactor.Vmm;

/// <summary>How an instance holds its memory.</summary>
public enum InstanceMemory
{
    /// <summary>Shares the template's pages and copies one (4 KiB) when it is first written; memory beyond the template's comes in 2 MiB pages.</summary>
    CopyOnWrite,

    /// <summary>Owns a full copy in 2 MiB pages, faulted in beforehand: for instances that write much from the start.</summary>
    HugePages,

    /// <summary>
    /// As <see cref="CopyOnWrite"/>, until it has written more than 2 MiB of what it shares: then, between two entries, it moves to 2 MiB pages of its own
    /// (<see cref="MicroVm.Promote"/>). Not for instances that are restored: they stay as they are.
    /// </summary>
    Adaptive,
}
