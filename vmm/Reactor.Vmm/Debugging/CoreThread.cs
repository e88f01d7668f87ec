using Reactor.Vmm.Kvm;

namespace Reactor.Vmm.Debugging;

/// <summary>A thread of a guest as a core records it.</summary>
/// <param name="Id">What gettid(2) answered it.</param>
/// <param name="Registers">General registers in ring 3.</param>
/// <param name="FsBase">Start of its thread-local storage.</param>
/// <param name="ExtendedState">XSAVE image in the standard format: x87, SSE, AVX; zeroes at its end may be missing, empty
/// when it is not known.</param>
internal sealed record CoreThread(int Id, VcpuRegisters Registers, ulong FsBase, ReadOnlyMemory<byte> ExtendedState);
