using Reactor.Contracts.Guests;

namespace Reactor.Vmm.Syscalls;

/// <summary>Why a guest must not go on.</summary>
/// <param name="Reason">What the host reports.</param>
/// <param name="Detail">In words.</param>
internal sealed record GuestStop(GuestExitReason Reason, string Detail);
