using Reactor.Vmm.Kvm.Interop;

namespace Reactor.Vmm.Kvm;

/// <summary>Everything a vCPU holds of a guest between two instructions in ring 3. Immutable once saved.</summary>
/// <param name="Registers">General registers.</param>
/// <param name="SystemRegisters">Segments, control registers, descriptor tables.</param>
/// <param name="ControlRegisters">XCR0.</param>
/// <param name="ExtendedState">XSAVE image: x87, SSE, AVX.</param>
internal sealed record VcpuState(VcpuRegisters Registers, kvm_sregs SystemRegisters, kvm_xcrs ControlRegisters, byte[] ExtendedState);
