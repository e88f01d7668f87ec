namespace Reactor.Vmm.Scheduling;

/// <summary>When an instance wants its next turn.</summary>
internal enum QuantumOutcome
{
    /// <summary>When it is signalled.</summary>
    Idle,

    /// <summary>After the others of its thread.</summary>
    More,

    /// <summary>After a task.</summary>
    After,

    /// <summary>Never.</summary>
    Ended,
}
