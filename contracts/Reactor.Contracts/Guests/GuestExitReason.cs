namespace Reactor.Contracts.Guests;

/// <summary>Why control came back from a guest.</summary>
public enum GuestExitReason
{
    /// <summary>The command is finished; the outbox holds its last records.</summary>
    Done,

    /// <summary>The outbox holds records and must be drained; enter again with <see cref="IGuestInstance.Continue"/>.</summary>
    OutboxFull,

    /// <summary>The guest reported a failure of its own; <see cref="GuestExit.Detail"/> is its text. The instance is poisoned.</summary>
    Failed,

    /// <summary>The guest trapped, made a forbidden call or exited. The instance is poisoned.</summary>
    Trapped,

    /// <summary>The deadline passed. The instance is poisoned.</summary>
    DeadlineExceeded,

    /// <summary>The guest needed more memory than its limit. The instance is poisoned.</summary>
    MemoryExhausted,

    /// <summary>The guest broke the ABI (a length outside the outbox, an unknown call). The instance is poisoned.</summary>
    ProtocolViolation,

    /// <summary>The host killed the instance. It is poisoned.</summary>
    Killed,

    /// <summary>The guest called the host, wrote or read more per second than its limits allow. The instance is poisoned.</summary>
    LimitExceeded,

    /// <summary>The call ended with an error of its own; <see cref="GuestExit.Detail"/> is its text. The instance is as healthy as before.</summary>
    Error,

    /// <summary>The query reached a limit of its own, as that of paths; <see cref="GuestExit.Detail"/> is its text. The instance is poisoned.</summary>
    QueryLimit,
}
