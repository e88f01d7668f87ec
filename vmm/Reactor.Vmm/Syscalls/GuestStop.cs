using Reactor.Contracts.Guests;
using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Syscalls;

/// <summary>Why a guest must not go on.</summary>
/// <param name="Reason">What the host reports.</param>
/// <param name="Detail">In words.</param>
internal sealed record GuestStop(GuestExitReason Reason, string Detail)
{
    /// <summary>The CPU's exception that ended it, if one did.</summary>
    internal ExceptionFrame? Exception { get; init; }

    /// <summary>For a page fault: the address it was about.</summary>
    internal GuestAddress? FaultAddress { get; init; }
}
