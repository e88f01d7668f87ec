namespace Reactor.Vmm;

/// <summary>Where a micro-VM is in its life.</summary>
public enum MicroVmState
{
    /// <summary>Waits for a command.</summary>
    Ready,

    /// <summary>Is being entered by a thread; also where a host failure during an entry leaves it.</summary>
    Running,

    /// <summary>Waits in the middle of a command for its outbox to be drained.</summary>
    OutboxFull,

    /// <summary>Trapped, was stopped or broke the protocol. It can only be disposed.</summary>
    Poisoned,

    /// <summary>Disposed.</summary>
    Discarded,
}
