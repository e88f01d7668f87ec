using Reactor.Vmm.Memory;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm.Kvm;

/// <summary>An instance as a shell sees it: memory, bookkeeping, and the registers it has while it is in no shell.</summary>
internal sealed class ShellTenant(GuestMemory memory, GuestProcess process, VcpuState state)
{
    private VmShell? _shell;

    internal GuestMemory Memory { get; } = memory;

    internal GuestProcess Process { get; set; } = process;

    /// <summary>Registers at the last detachment; out of date while it is in a shell.</summary>
    internal VcpuState State { get; } = state;

    /// <summary>Whether its registers went with a shell that broke: it can never run again.</summary>
    internal bool IsLost { get; set; }

    /// <summary>The shell it is in. Written by that shell's claimant, so another thread may take it away at any time.</summary>
    internal VmShell? Shell
    {
        get => Volatile.Read(ref _shell);
        set => Volatile.Write(ref _shell, value);
    }
}
