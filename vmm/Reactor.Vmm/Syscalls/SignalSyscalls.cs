using Reactor.Contracts.Guests;
using Reactor.Vmm.Kvm;

namespace Reactor.Vmm.Syscalls;

/// <summary>Signals: handlers are registered and remembered; raising one ends the guest.</summary>
internal static class SignalSyscalls
{
    private const int SignalSetBytes = 8;
    private const int StackBytes = 24;
    private const int StackDisabled = 2;

    internal static long Action(GuestProcess process, in VcpuRegisters arguments)
    {
        if (arguments.Rdi is 0 or > GuestSignals.Count)
        {
            return Errno.Invalid;
        }

        Span<byte> action = process.Signals.Action((int)arguments.Rdi);
        Span<byte> old = stackalloc byte[GuestSignals.ActionBytes];
        action.CopyTo(old);
        if (arguments.Rsi != 0 && !process.Memory.TryCopyOut(new GuestAddress(arguments.Rsi), action))
        {
            return Errno.Fault;
        }

        return arguments.Rdx == 0 ? 0 : process.Answer(arguments.Rdx, old);
    }

    internal static long Mask(GuestProcess process, in VcpuRegisters arguments)
    {
        Span<byte> none = stackalloc byte[SignalSetBytes];
        none.Clear();
        return arguments.Rdx == 0 ? 0 : process.Answer(arguments.Rdx, none);
    }

    internal static long AlternateStack(GuestProcess process, in VcpuRegisters arguments)
    {
        if (arguments.Rsi == 0)
        {
            return 0;
        }

        // stack_t: pointer, flags, size. None is installed, whatever the guest set.
        Span<byte> old = stackalloc byte[StackBytes];
        old.Clear();
        old[8] = StackDisabled;
        return process.Answer(arguments.Rsi, old);
    }

    internal static long Kill(GuestProcess process, in VcpuRegisters arguments) => Raise(process, arguments.Rsi);

    internal static long ThreadKill(GuestProcess process, in VcpuRegisters arguments) => Raise(process, arguments.Rdx);

    private static long Raise(GuestProcess process, ulong signal) => signal switch
    {
        0 => 0,
        6 => process.StopGuest(GuestExitReason.Trapped, "guest aborted (SIGABRT)"),
        _ => process.StopGuest(GuestExitReason.Trapped, $"guest raised signal {signal}"),
    };
}
