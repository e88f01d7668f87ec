using Reactor.Contracts.Guests;
using Reactor.Vmm.Kvm;

namespace Reactor.Vmm.Syscalls;

/// <summary>Signals: actions, masks, alternate stacks, sending, and returning from a handler.</summary>
internal static class SignalSyscalls
{
    private const int SetBytes = 8;
    private const ulong Block = 0;
    private const ulong Unblock = 1;
    private const ulong SetMask = 2;

    internal static long Action(GuestProcess process, in VcpuRegisters arguments)
    {
        if (!SignalNumber.IsValid(arguments.Rdi) || arguments.R10 != SetBytes)
        {
            return Errno.Invalid;
        }

        int signal = (int)arguments.Rdi;
        ref SignalAction action = ref process.Signals.Action(signal);
        Span<byte> old = stackalloc byte[SignalAction.Bytes];
        action.Write(old);
        if (arguments.Rsi != 0)
        {
            if ((SignalNumber.Bit(signal) & SignalNumber.Unblockable) != 0)
            {
                return Errno.Invalid;
            }

            Span<byte> wanted = stackalloc byte[SignalAction.Bytes];
            if (!process.Memory.TryCopyOut(new GuestAddress(arguments.Rsi), wanted))
            {
                return Errno.Fault;
            }

            action = SignalAction.Read(wanted);
        }

        return arguments.Rdx == 0 ? 0 : process.Answer(arguments.Rdx, old);
    }

    internal static long Mask(GuestProcess process, in VcpuRegisters arguments)
    {
        if (arguments.R10 != SetBytes)
        {
            return Errno.Invalid;
        }

        GuestThread thread = process.Scheduler.Current;
        ulong old = thread.SignalMask;
        if (arguments.Rsi != 0)
        {
            if (!process.TryRead(arguments.Rsi, out ulong set))
            {
                return Errno.Fault;
            }

            switch (arguments.Rdi)
            {
                case Block:
                    thread.SignalMask = old | (set & ~SignalNumber.Unblockable);
                    break;
                case Unblock:
                    thread.SignalMask = old & ~set;
                    break;
                case SetMask:
                    thread.SignalMask = set & ~SignalNumber.Unblockable;
                    break;
                default:
                    return Errno.Invalid;
            }
        }

        return arguments.Rdx == 0 || process.TryWrite(arguments.Rdx, old) ? 0 : Errno.Fault;
    }

    internal static long Pending(GuestProcess process, in VcpuRegisters arguments)
    {
        GuestThread thread = process.Scheduler.Current;
        return process.TryWrite(arguments.Rdi, (thread.PendingSignals | process.Signals.Pending) & thread.SignalMask) ? 0 : Errno.Fault;
    }

    /// <summary>rt_sigsuspend(2): waits for a signal with another mask; the handler's frame holds the one from before.</summary>
    internal static long Suspend(GuestProcess process, in VcpuRegisters arguments)
    {
        if (arguments.Rsi != SetBytes)
        {
            return Errno.Invalid;
        }

        if (!process.TryRead(arguments.Rdi, out ulong set))
        {
            return Errno.Fault;
        }

        GuestThread thread = process.Scheduler.Current;
        thread.MaskToRestore = thread.SignalMask;
        thread.SignalMask = set & ~SignalNumber.Unblockable;
        return Pause(process, arguments);
    }

    internal static long Pause(GuestProcess process, in VcpuRegisters arguments)
    {
        if (!SignalDelivery.HasPending(process))
        {
            process.Scheduler.Block(arguments, futexAddress: 0, wakeAtNs: long.MaxValue);
        }

        return Errno.Interrupted;
    }

    internal static long AlternateStack(GuestProcess process, in VcpuRegisters arguments)
    {
        GuestThread thread = process.Scheduler.Current;
        Span<byte> old = stackalloc byte[SignalStack.Bytes];
        thread.SignalStack.Write(old, arguments.Rsp);
        if (arguments.Rdi != 0)
        {
            Span<byte> wanted = stackalloc byte[SignalStack.Bytes];
            if (!process.Memory.TryCopyOut(new GuestAddress(arguments.Rdi), wanted))
            {
                return Errno.Fault;
            }

            if (thread.SignalStack.Holds(arguments.Rsp))
            {
                return Errno.NotPermitted;
            }

            (ulong start, uint flags, ulong size) = SignalStack.Read(wanted);
            switch (flags & ~SignalStack.AutoDisarm)
            {
                case SignalStack.Disabled:
                    thread.SignalStack = default;
                    break;
                case 0 or SignalStack.OnStack when size < SignalStack.MinSize:
                    return Errno.NoMemory;
                case 0 or SignalStack.OnStack:
                    thread.SignalStack = new SignalStack(start, size, flags & SignalStack.AutoDisarm);
                    break;
                default:
                    return Errno.Invalid;
            }
        }

        return arguments.Rsi == 0 ? 0 : process.Answer(arguments.Rsi, old);
    }

    /// <summary>rt_sigreturn(2): everything the frame says is checked, because the guest may have written it.</summary>
    internal static long Return(GuestProcess process, in VcpuRegisters arguments)
    {
        string? problem = SignalFrame.TryRead(process.Memory, arguments.Rsp, out InterruptedState state);
        if (problem is null && !GuestProcess.IsUserAddress(state.Registers.Rip))
        {
            problem = $"it would return to 0x{state.Registers.Rip:x}";
        }

        if (problem is not null)
        {
            return process.StopGuest(GuestExitReason.Trapped, $"guest called rt_sigreturn(2) on a frame that is none: {problem}");
        }

        GuestThread thread = process.Scheduler.Current;
        thread.SignalMask = state.Mask;
        if (!thread.SignalStack.Holds(state.Registers.Rsp) && (!state.Stack.Exists || state.Stack.Size >= SignalStack.MinSize))
        {
            thread.SignalStack = state.Stack;
        }

        process.Signals.ReturnTo(state with { Registers = state.Registers with { Rflags = GuestProcess.UserFlagsOf(state.Registers.Rflags) } });
        return 0;
    }

    internal static long Kill(GuestProcess process, in VcpuRegisters arguments) => (int)arguments.Rdi is ProcessSyscalls.ProcessId or 0 or -1
        ? Send(process, arguments.Rsi, thread: null)
        : Errno.NoProcess;

    internal static long ThreadKill(GuestProcess process, in VcpuRegisters arguments) => (int)arguments.Rdi != ProcessSyscalls.ProcessId
        ? Errno.NoProcess
        : SendToThread(process, arguments.Rsi, arguments.Rdx);

    internal static long OldThreadKill(GuestProcess process, in VcpuRegisters arguments) =>
        SendToThread(process, arguments.Rdi, arguments.Rsi);

    private static long SendToThread(GuestProcess process, ulong id, ulong signal) =>
        process.Scheduler.Find((int)id) is { } thread ? Send(process, signal, thread) : Errno.NoProcess;

    private static long Send(GuestProcess process, ulong signal, GuestThread? thread)
    {
        if (signal == 0)
        {
            return 0;
        }

        if (!SignalNumber.IsValid((uint)signal))
        {
            return Errno.Invalid;
        }

        SignalDelivery.Send(process, (int)signal, thread);
        return 0;
    }
}
