namespace Reactor.Contracts.Guests;

/// <summary>One running guest, in a micro-VM or in this process. Not thread-safe: one thread enters it at a time.</summary>
/// <remarks>
/// Life: <c>Enter(Open)</c> once, then <c>Enter(Apply)</c> for ever. After any exit with <see cref="GuestExitReason.OutboxFull"/>
/// the outbox must be read and <see cref="Continue"/> called until the command is done. After an exit that is not healthy only
/// <see cref="IDisposable.Dispose"/> is allowed.
/// </remarks>
public interface IGuestInstance : IDisposable
{
    /// <summary>Where the next command's records are written, [capacity] bytes. Stable between entries; not to be touched during one.</summary>
    Span<byte> Inbox { get; }

    /// <summary>What the guest wrote, [<see cref="GuestExit.OutboxLength"/>] valid bytes of the last exit. Hostile: copy, then validate.</summary>
    ReadOnlySpan<byte> Outbox { get; }

    /// <summary>Starts a command and runs it until the guest leaves.</summary>
    /// <param name="command">What to do.</param>
    /// <param name="argument">Meaning depends on the command.</param>
    /// <param name="inboxLength">Bytes of records written to <see cref="Inbox"/>.</param>
    /// <param name="clockNs">The batch's clock, nanoseconds since the Unix epoch.</param>
    /// <param name="deadline">How long the guest may run before it is stopped and poisoned; more than zero.</param>
    /// <exception cref="InvalidOperationException">The instance is poisoned, or in the middle of a command.</exception>
    GuestExit Enter(GuestCommand command, uint argument, int inboxLength, long clockNs, TimeSpan deadline);

    /// <summary>Goes on with the command that left with <see cref="GuestExitReason.OutboxFull"/>, its outbox now empty.</summary>
    /// <param name="deadline">As for <see cref="Enter"/>, counted anew.</param>
    /// <exception cref="InvalidOperationException">No command is waiting for its outbox.</exception>
    GuestExit Continue(TimeSpan deadline);

    /// <summary>Says that there is nothing to do for now, and that nobody holds <see cref="Inbox"/> or <see cref="Outbox"/>: the instance may be put aside until its next use.</summary>
    /// <remarks>What was written to the inbox and not entered may be lost.</remarks>
    void Rest()
    {
    }
}
