using Reactor.Vmm.Kvm;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm.Snapshots;

/// <summary>What an instance between two commands is, besides its memory.</summary>
/// <param name="Registers">Its registers.</param>
/// <param name="Process">Its bookkeeping.</param>
/// <param name="State"><see cref="MicroVmState.Ready"/> or <see cref="MicroVmState.OutboxFull"/>.</param>
/// <param name="OutboxLength">Bytes in its outbox.</param>
/// <param name="Manifest">What it declared, encoded; empty where it is known from elsewhere.</param>
internal sealed record InstanceState(VcpuState Registers, GuestProcess Process, MicroVmState State, int OutboxLength, byte[] Manifest)
{
    /// <summary>Most bytes of a manifest.</summary>
    internal const int MaxManifestBytes = 1 << 20;
}
