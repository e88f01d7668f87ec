using Reactor.Contracts.Guests;

namespace Reactor.Vmm;

/// <summary>A guest image ended before it was ready.</summary>
public class GuestBootException : Exception
{
    /// <param name="exit">How it ended.</param>
    /// <param name="failure">The same in more detail.</param>
    public GuestBootException(GuestExit exit, GuestFailure? failure = null)
        : base($"The guest did not become ready: {exit.Reason}: {exit.Detail}.")
    {
        Exit = exit;
        Failure = failure;
    }

    /// <summary>How it ended.</summary>
    public GuestExit Exit { get; }

    /// <summary>Registers, symbol and last system calls, if it ran at all.</summary>
    public GuestFailure? Failure { get; }
}
