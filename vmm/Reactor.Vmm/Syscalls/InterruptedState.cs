using Reactor.Vmm.Kvm;

namespace Reactor.Vmm.Syscalls;

/// <summary>What a signal handler interrupts, and rt_sigreturn(2) brings back.</summary>
/// <param name="Registers">General registers in ring 3.</param>
/// <param name="Mask">The thread's signal mask.</param>
/// <param name="Stack">Its alternate stack.</param>
/// <param name="ExtendedState">XSAVE image.</param>
internal readonly record struct InterruptedState(VcpuRegisters Registers, ulong Mask, SignalStack Stack, byte[] ExtendedState);
