using Reactor.Contracts.Guests;

namespace Reactor.Vmm;

/// <summary>A guest image ended before it was ready.</summary>
public class GuestBootException : Exception
{
    /// <param name="exit">How it ended.</param>
    public GuestBootException(GuestExit exit)
        : base($"The guest did not become ready: {exit.Reason}: {exit.Detail}.")
    {
        Exit = exit;
    }

    /// <summary>How it ended.</summary>
    public GuestExit Exit { get; }
}
