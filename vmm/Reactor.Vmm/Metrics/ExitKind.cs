namespace Reactor.Vmm.Metrics;

/// <summary>Kinds of exits that are counted apart.</summary>
internal enum ExitKind
{
    /// <summary>The guest called the host: a reply, or a host function.</summary>
    Hypercall,

    /// <summary>The guest made a system call.</summary>
    Syscall,

    /// <summary>The guest raised an exception of the CPU, page faults on memory not committed yet included.</summary>
    Exception,

    /// <summary>A signal: a deadline, a kill, or one of the process's own.</summary>
    Interrupted,

    /// <summary>Anything else; it ends the guest.</summary>
    Other,
}
