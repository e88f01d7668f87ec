namespace Reactor.Contracts.Guests;

/// <summary>What a guest says when it leaves the virtual CPU through the hypercall (EAX of the <c>out</c>).</summary>
public enum GuestCall : uint
{
    /// <summary>Not a call; zeroed memory must not mean anything.</summary>
    None = 0,

    /// <summary>The guest has started and waits for its first command: the template is snapshotted here. Said exactly once.</summary>
    Ready = 1,

    /// <summary>The command is finished; <see cref="MailboxLayout.OutboxLength"/> bytes of result records are in the outbox. Returns with the next command.</summary>
    Done = 2,

    /// <summary>The outbox is full in the middle of a command; returns to the same place after the host has drained it.</summary>
    OutboxFull = 3,

    /// <summary>The command failed for good; <see cref="MailboxLayout.OutboxLength"/> bytes of UTF-8 in the outbox say why. Never returns.</summary>
    Failed = 4,

    /// <summary>
    /// Calls host function number <see cref="MailboxLayout.HostFunction"/> of the guest's imports in the middle of a command; returns to the
    /// same place with <see cref="MailboxLayout.HostFunctionStatus"/> and the result behind the arguments.
    /// </summary>
    HostFunction = 5,

    /// <summary>
    /// A <see cref="GuestCommand.Call"/> is finished with an error of its own; <see cref="MailboxLayout.OutboxLength"/> bytes of UTF-8 in the
    /// outbox say which. The guest goes on: returns with the next command.
    /// </summary>
    Error = 6,

    /// <summary>
    /// The query reached a limit of its own; <see cref="MailboxLayout.OutboxLength"/> bytes of UTF-8 in the outbox say which and how to stay
    /// below it. Never returns.
    /// </summary>
    QueryLimit = 7,
}
