namespace Reactor.Contracts.Guests;

/// <summary>What the host asks of a guest that waits in <see cref="GuestCall.Ready"/> or <see cref="GuestCall.Done"/>.</summary>
public enum GuestCommand : uint
{
    /// <summary>Not a command; zeroed memory must not mean anything.</summary>
    None = 0,

    /// <summary>Become one query of the image: the argument is its number, from 0; the inbox is empty. Said once per instance.</summary>
    Open = 1,

    /// <summary>Apply the unit records in the inbox. A unit may continue in the next <see cref="Apply"/>.</summary>
    Apply = 2,

    /// <summary>
    /// A call of a hand-written guest: the argument is the number of the export, the inbox holds its arguments, the outbox its result. A guest
    /// without a manifest gives number and bytes a meaning of its own.
    /// </summary>
    Call = 3,
}
