namespace Reactor.Contracts.Guests;

/// <summary>The outcome of one entry into a guest.</summary>
/// <param name="Reason">Why the guest left.</param>
/// <param name="OutboxLength">Valid bytes at the start of the outbox, 0 to its capacity; 0 unless <see cref="Reason"/> is
/// <see cref="GuestExitReason.Done"/> or <see cref="GuestExitReason.OutboxFull"/>.</param>
/// <param name="Detail">What happened, in words, when the instance is now poisoned or the call ended in an error; otherwise null.</param>
public readonly record struct GuestExit(GuestExitReason Reason, int OutboxLength, string? Detail = null)
{
    /// <summary>Whether the instance may be entered again.</summary>
    public bool IsHealthy => Reason is GuestExitReason.Done or GuestExitReason.OutboxFull or GuestExitReason.Error;
}
