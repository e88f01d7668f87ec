using Reactor.Contracts.Guests;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Memory;
using Reactor.Vmm.Metrics;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm.Execution;

/// <summary>Runs a guest in the shell it is in, from hypercall to hypercall, and serves everything else it stops for.</summary>
/// <remarks>Nothing here keeps the shell: at the next entry the guest may be in another.</remarks>
/// <param name="shell">The caller's until the run ends.</param>
/// <param name="process">The guest in it.</param>
/// <param name="limits">What the guest may use, for messages.</param>
/// <param name="thread">The calling thread, its deadline armed.</param>
internal readonly ref struct RunLoop(VmShell shell, GuestProcess process, GuestLimits limits, VcpuThread thread)
{
    private readonly VmShell _shell = shell;
    private readonly Vcpu _vcpu = shell.Vcpu;
    private readonly GuestProcess _process = process;
    private readonly GuestLimits _limits = limits;
    private readonly VcpuThread _thread = thread;

    /// <summary>Runs until the guest makes a call.</summary>
    /// <param name="call">The call it made, hostile.</param>
    /// <returns><see langword="null"/>, or why it must never run again.</returns>
    /// <exception cref="KvmException">The host failed.</exception>
    internal GuestStop? RunToCall(out GuestCall call)
    {
        call = GuestCall.None;
        while (true)
        {
            VcpuExit exit = _vcpu.Run();
            if (exit == VcpuExit.PortWrite && _vcpu.Port == GuestAbi.HypercallPort)
            {
                _thread.Counters.CountExit(ExitKind.Hypercall);
                call = (GuestCall)_vcpu.PortValue;
                if (_vcpu.PortAccessBytes != sizeof(uint) || _vcpu.PortAccessCount != 1)
                {
                    return Spent(GuestExitReason.ProtocolViolation, "guest wrote to the hypercall's port in another way than the hypercall does");
                }

                if (call != GuestCall.HostFunction)
                {
                    return null;
                }
            }

            GuestStop? stop = exit == VcpuExit.Interrupted ? null : _process.Rates?.CountExit();
            if (stop is not null)
            {
                return stop;
            }

            if (call == GuestCall.HostFunction)
            {
                stop = ServeHostFunction();
                call = GuestCall.None;
            }
            else
            {
                _thread.Counters.CountExit(KindOf(exit));
                _process.WasServed = true;
                stop = Serve(exit);
            }

            if (stop is not null)
            {
                return stop;
            }

            _shell.EnsureMemory(_process.Memory.ExtentBytes);
        }
    }

    // On this thread, with the guest's deadline running on: when it passes meanwhile, the next entry ends at once.
    private GuestStop? ServeHostFunction()
    {
        _process.IsInHostFunction = true;
        try
        {
            var mailbox = new Mailbox(SystemFrame.Page(_shell.Tenant!.Memory.FrameZero, SystemFrame.MailboxPage));
            return _process.Interface.Serve(mailbox, _process.Memory.Box(_limits.InboxBytes, _limits.OutboxBytes));
        }
        finally
        {
            _process.IsInHostFunction = false;
        }
    }

    // Everything but the hypercall: rare once a guest is ready.
    private GuestStop? Serve(VcpuExit exit)
    {
        switch (exit)
        {
            case VcpuExit.Interrupted:
                return !_thread.IsKicked ? null
                    : _thread.IsKilled ? new GuestStop(GuestExitReason.Killed, $"the instance was killed while the guest was at rip 0x{_vcpu.Registers.Rip:x}")
                    : new GuestStop(GuestExitReason.DeadlineExceeded, $"the deadline passed while the guest was at rip {_process.Symbols.Describe(_vcpu.Registers.Rip)}");
            case VcpuExit.PortWrite when _vcpu.Port == SystemFrame.SyscallPort && SystemFrame.IsSyscallStub(_vcpu.Registers.Rip):
                _process.AnswerCall(_vcpu);
                return _process.Stop;
            case VcpuExit.PortWrite when _vcpu.Port == SystemFrame.ExceptionPort:
                return GuestExceptions.Serve(_vcpu, _process, _limits);
            case VcpuExit.PortWrite or VcpuExit.PortRead:
                return Spent(GuestExitReason.Trapped, $"guest used I/O port 0x{_vcpu.Port:x} at rip {_process.Symbols.Describe(_vcpu.Registers.Rip)}");
            case VcpuExit.PhysicalAccess:
                return Spent(GuestExitReason.Trapped, $"guest reached physical address 0x{_vcpu.PhysicalAddress:x}, where nothing is");
            default:
                return Spent(
                    GuestExitReason.Trapped, $"the virtual CPU stopped: {exit} ({_vcpu.ExitDescription}) at rip {_process.Symbols.Describe(_vcpu.Registers.Rip)}");
        }
    }

    private ExitKind KindOf(VcpuExit exit) => exit switch
    {
        VcpuExit.Interrupted => ExitKind.Interrupted,
        VcpuExit.PortWrite when _vcpu.Port == SystemFrame.SyscallPort => ExitKind.Syscall,
        VcpuExit.PortWrite when _vcpu.Port == SystemFrame.ExceptionPort => ExitKind.Exception,
        _ => ExitKind.Other,
    };

    // The vCPU is in the middle of something that must not reach the next instance.
    private GuestStop Spent(GuestExitReason reason, string detail)
    {
        _shell.MarkSpent();
        return new GuestStop(reason, detail);
    }
}
