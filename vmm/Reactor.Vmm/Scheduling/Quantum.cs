namespace Reactor.Vmm.Scheduling;

/// <summary>What a scheduled instance says after a turn: when it wants the next one.</summary>
public readonly struct Quantum
{
    private Quantum(QuantumOutcome outcome, Task? until)
    {
        Outcome = outcome;
        Until = until;
    }

    /// <summary>Something may still wait: run it again after the others of its thread.</summary>
    public static Quantum More => new(QuantumOutcome.More, null);

    /// <summary>Nothing waits: run it again when it is signalled; a signal that came during the turn counts.</summary>
    public static Quantum Idle => new(QuantumOutcome.Idle, null);

    /// <summary>It has ended: never run it again.</summary>
    public static Quantum Ended => new(QuantumOutcome.Ended, null);

    internal QuantumOutcome Outcome { get; }

    internal Task? Until { get; }

    /// <summary>It cannot go on until a task has completed, in whatever way; signals before that change nothing.</summary>
    /// <param name="task">What it waits for.</param>
    public static Quantum After(Task task) => new(QuantumOutcome.After, task);
}
