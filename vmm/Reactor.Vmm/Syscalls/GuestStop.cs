using Reactor.Contracts.Guests;

namespace Reactor.Vmm.Syscalls;

/// <summary>Why a system call ended the guest.</summary>
/// <param name="Reason">What the host reports.</param>
/// <param name="Detail">In words.</param>
internal sealed record GuestStop(GuestExitReason Reason, string Detail);
