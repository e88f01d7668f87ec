namespace Reactor.Vmm.Kvm;

/// <summary>Why KVM_RUN came back.</summary>
internal enum VcpuExit
{
    /// <summary>A signal arrived; the vCPU goes on where it was when it is run again.</summary>
    Interrupted,

    /// <summary>The guest wrote to an I/O port: see <see cref="Vcpu.Port"/>.</summary>
    PortWrite,

    /// <summary>The guest read an I/O port.</summary>
    PortRead,

    /// <summary>The guest touched physical memory that is not there.</summary>
    PhysicalAccess,

    /// <summary>The guest stopped the CPU.</summary>
    Halt,

    /// <summary>Triple fault.</summary>
    Shutdown,

    /// <summary>KVM could not go on (an instruction its emulator does not know, an invalid state).</summary>
    HostFailure,
}
