using System.Numerics;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Kvm;

namespace Reactor.Vmm.Syscalls;

/// <summary>Sends signals between a guest's threads and enters their handlers, as Linux does.</summary>
/// <remarks>
/// A signal that was sent is delivered when a thread that does not block it returns from a system call; one that an exception caused, at
/// once. Standard and real-time signals alike are pending once or not at all. There are no stopped processes: what would stop one ends it.
/// </remarks>
internal static class SignalDelivery
{
    private const ulong DirectionFlag = 0x400;

    /// <summary>Marks a signal as pending and wakes a thread that shall take it.</summary>
    /// <param name="process">The guest.</param>
    /// <param name="signal">1 to <see cref="SignalNumber.Last"/>.</param>
    /// <param name="thread">Who it is for; <see langword="null"/> for whoever does not block it.</param>
    internal static void Send(GuestProcess process, int signal, GuestThread? thread)
    {
        ulong bit = SignalNumber.Bit(signal);
        if (thread is not null)
        {
            thread.PendingSignals |= bit;
        }
        else
        {
            process.Signals.Pending |= bit;
            thread = Taker(process.Scheduler, bit);
        }

        bool isTaken = thread is not null && (thread.SignalMask & bit) == 0 && !process.Signals.Action(signal).Ignores(signal);
        if (isTaken && thread != process.Scheduler.Current)
        {
            process.Scheduler.Interrupt(thread!);
        }
    }

    /// <summary>Whether a signal waits that the current thread would take.</summary>
    internal static bool HasPending(GuestProcess process)
    {
        GuestThread thread = process.Scheduler.Current;
        ulong waiting = (thread.PendingSignals | process.Signals.Pending) & ~thread.SignalMask;
        for (int signal = 1; waiting != 0 && signal <= SignalNumber.Last; signal++)
        {
            if ((waiting & SignalNumber.Bit(signal)) != 0 && !process.Signals.Action(signal).Ignores(signal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Enters the handlers of all signals the current thread may take; the registers must be as ring 3 goes on.</summary>
    internal static void DeliverPending(GuestProcess process, Vcpu vcpu)
    {
        while (process.Stop is null && TryTake(process, out SignalInfo info))
        {
            if (TryEnter(process, vcpu, info) is { } problem)
            {
                _ = process.StopGuest(GuestExitReason.Trapped, $"guest cannot take {SignalNumber.Name(info.Signal)} at rip 0x{vcpu.Registers.Rip:x}: {problem}");
            }
        }

        // Another thread took the signal that ended a rt_sigsuspend(2): no handler's frame brings the mask back.
        GuestThread thread = process.Scheduler.Current;
        if (thread.MaskToRestore is { } mask)
        {
            thread.SignalMask = mask;
            thread.MaskToRestore = null;
        }
    }

    /// <summary>Enters the handler of a signal that the current thread's instruction caused.</summary>
    /// <returns><see langword="null"/>, or why it cannot.</returns>
    internal static string? TryDeliverFault(GuestProcess process, Vcpu vcpu, in SignalInfo info)
    {
        string name = SignalNumber.Name(info.Signal);
        return !process.Signals.Action(info.Signal).HasHandler ? $"no handler for {name}"
            : (process.Scheduler.Current.SignalMask & SignalNumber.Bit(info.Signal)) != 0 ? $"{name} is blocked"
            : TryEnter(process, vcpu, info);
    }

    private static GuestThread? Taker(GuestScheduler scheduler, ulong bit)
    {
        if ((scheduler.Current.SignalMask & bit) == 0)
        {
            return scheduler.Current;
        }

        foreach (GuestThread thread in scheduler.Others)
        {
            if ((thread.SignalMask & bit) == 0)
            {
                return thread;
            }
        }

        return null;
    }

    private static bool TryTake(GuestProcess process, out SignalInfo info)
    {
        GuestThread thread = process.Scheduler.Current;
        while (((thread.PendingSignals | process.Signals.Pending) & ~thread.SignalMask) is var waiting && waiting != 0)
        {
            int signal = BitOperations.TrailingZeroCount(waiting) + 1;
            ulong bit = SignalNumber.Bit(signal);
            bool toThread = (thread.PendingSignals & bit) != 0;
            if (toThread)
            {
                thread.PendingSignals &= ~bit;
            }
            else
            {
                process.Signals.Pending &= ~bit;
            }

            SignalAction action = process.Signals.Action(signal);
            if (action.Ignores(signal))
            {
                continue;
            }

            info = SignalInfo.Sent(signal, toThread);
            if (action.HasHandler)
            {
                return true;
            }

            _ = process.StopGuest(GuestExitReason.Trapped, signal == SignalNumber.Abort
                ? "guest aborted (SIGABRT)"
                : $"guest raised {SignalNumber.Name(signal)} and has no handler for it");
            return false;
        }

        info = default;
        return false;
    }

    // Linux, arch/x86/kernel/signal.c: get_sigframe, x64_setup_rt_frame, signal_setup_done.
    private static string? TryEnter(GuestProcess process, Vcpu vcpu, in SignalInfo info)
    {
        GuestThread thread = process.Scheduler.Current;
        ref SignalAction action = ref process.Signals.Action(info.Signal);
        ref VcpuRegisters registers = ref vcpu.Registers;
        string name = SignalNumber.Name(info.Signal);
        if ((action.Flags & SignalAction.HasRestorer) == 0)
        {
            return $"the handler of {name} was registered without a restorer";
        }

        if (!GuestProcess.IsUserAddress(action.Handler))
        {
            return $"the handler of {name} lies at 0x{action.Handler:x}";
        }

        bool wasOnAlternate = thread.SignalStack.Holds(registers.Rsp);
        bool entersAlternate = (action.Flags & SignalAction.OnAlternateStack) != 0 && thread.SignalStack.Exists && !wasOnAlternate;
        ulong below = entersAlternate ? thread.SignalStack.End : unchecked(registers.Rsp - SignalFrame.RedZoneBytes);
        ulong frame = SignalFrame.PlaceBelow(below);
        if ((wasOnAlternate || entersAlternate) && !thread.SignalStack.Holds(frame))
        {
            return $"the alternate stack has no room for the frame of {name} at 0x{frame:x}";
        }

        var state = new InterruptedState(registers, thread.MaskToRestore ?? thread.SignalMask, thread.SignalStack, vcpu.SaveExtendedState());
        if (!SignalFrame.TryWrite(process.Memory, below, action.Restorer, info, state))
        {
            return $"the frame of {name} cannot be written at 0x{frame:x}";
        }

        vcpu.RestoreExtendedState(ExtendedStateImage.Initial);
        registers.Rdi = (ulong)info.Signal;
        registers.Rsi = SignalFrame.InfoOf(frame);
        registers.Rdx = SignalFrame.ContextOf(frame);
        registers.Rax = 0;
        registers.Rsp = frame;
        registers.Rip = action.Handler;
        registers.Rflags = GuestProcess.UserFlagsOf(registers.Rflags & ~DirectionFlag);

        thread.MaskToRestore = null;
        thread.SignalMask |= action.Mask | ((action.Flags & SignalAction.NoDefer) != 0 ? 0 : SignalNumber.Bit(info.Signal));
        if ((thread.SignalStack.Flags & SignalStack.AutoDisarm) != 0)
        {
            thread.SignalStack = default;
        }

        if ((action.Flags & SignalAction.ResetHandler) != 0)
        {
            action = action with { Handler = SignalAction.Default };
        }

        return null;
    }
}
