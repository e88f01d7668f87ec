using Reactor.Contracts.Calls;
using Reactor.Contracts.Guests;

namespace Reactor.Vmm.Calls;

/// <summary>A call of an export ended without a result.</summary>
public sealed class GuestCallException : Exception
{
    /// <param name="export">What was called.</param>
    /// <param name="exit">How it ended.</param>
    public GuestCallException(FunctionSignature export, GuestExit exit)
        : base($"The guest's function '{export.Name}' ended with {exit.Reason}: {exit.Detail}")
    {
        Export = export;
        Exit = exit;
    }

    /// <summary>What was called.</summary>
    public FunctionSignature Export { get; }

    /// <summary>
    /// How it ended: <see cref="GuestExitReason.Error"/> for an error of the call itself, after which the guest can be called again; otherwise the
    /// instance is poisoned.
    /// </summary>
    public GuestExit Exit { get; }
}
