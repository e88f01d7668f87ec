using Reactor.Vmm.Kvm;

namespace Reactor.Vmm.Syscalls;

/// <summary>Answers one system call on guest memory and the process's bookkeeping; nothing of the host is behind it.</summary>
/// <param name="process">The caller.</param>
/// <param name="arguments">Its registers: RDI, RSI, RDX, R10, R8, R9. Hostile.</param>
/// <returns>What RAX shall hold: a result, or a negative error number.</returns>
internal delegate long SyscallHandler(GuestProcess process, in VcpuRegisters arguments);
