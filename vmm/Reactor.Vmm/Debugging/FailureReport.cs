using System.Text;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Memory;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm.Debugging;

/// <summary>Makes what is told about a failed guest, as a structure and as text.</summary>
internal static class FailureReport
{
    /// <param name="stop">Why it must not go on.</param>
    /// <param name="state">Its registers.</param>
    /// <param name="process">The guest, stopped.</param>
    internal static GuestFailure Describe(GuestStop stop, CrashState state, GuestProcess process)
    {
        VcpuRegisters r = state.Registers;
        ExceptionFrame? exception = stop.Exception;
        return new GuestFailure
        {
            Reason = stop.Reason,
            Summary = stop.Detail,
            Vector = exception?.Vector,
            ErrorCode = exception?.ErrorCode ?? 0,
            FaultAddress = stop.FaultAddress?.Value,
            FaultPlace = stop.FaultAddress is { } address ? PlaceOf(address, process, r.Rsp) : null,
            ThreadId = process.Scheduler.Running?.Id ?? 0,
            Registers = new GuestRegisters
            {
                Rax = r.Rax,
                Rbx = r.Rbx,
                Rcx = r.Rcx,
                Rdx = r.Rdx,
                Rsi = r.Rsi,
                Rdi = r.Rdi,
                Rsp = r.Rsp,
                Rbp = r.Rbp,
                R8 = r.R8,
                R9 = r.R9,
                R10 = r.R10,
                R11 = r.R11,
                R12 = r.R12,
                R13 = r.R13,
                R14 = r.R14,
                R15 = r.R15,
                Rip = r.Rip,
                Rflags = r.Rflags,
            },
            Symbols = process.Symbols,
            LastCalls = process.LastCalls.ToList(),
            Log = process.Log.ToString(),
            Signal = SignalOf(stop),
        };
    }

    /// <summary>What <see cref="GuestExit.Detail"/> says: the summary, what the guest wrote, and, unless it failed in words of its own, its last calls.</summary>
    internal static string Text(GuestFailure failure)
    {
        var text = new StringBuilder(failure.Summary);
        if (failure.Log.Length > 0)
        {
            _ = text.Append("; it wrote: ").Append(failure.Log);
        }

        if (failure.Reason != GuestExitReason.Failed && failure.LastCalls.Count > 0)
        {
            _ = text.Append("\nlast system calls:");
            foreach (GuestSystemCall call in failure.LastCalls)
            {
                _ = text.Append("\n  ").Append(call);
            }
        }

        return failure.CorePath is { } core ? text.Append("\ncore: ").Append(core).ToString() : text.ToString();
    }

    /// <summary>What an address lies in, in words.</summary>
    /// <param name="address">Any number.</param>
    /// <param name="process">The guest.</param>
    /// <param name="stackPointer">Of the thread that runs.</param>
    internal static string PlaceOf(GuestAddress address, GuestProcess process, ulong stackPointer)
    {
        IEnumerable<(int, ulong)> threads = process.Scheduler.Others.Select(thread => (thread.Id, thread.Registers.Rsp));
        if (process.Scheduler.Running is { } running)
        {
            threads = threads.Prepend((running.Id, stackPointer));
        }

        return GuestPlace.Describe(address.Value, process.Symbols.Find(address.Value), process.Memory, threads);
    }

    private static SignalInfo SignalOf(GuestStop stop) =>
        stop.Exception is { } frame && SignalInfo.Of(frame, stop.FaultAddress?.Value ?? 0) is { } fault ? fault
        : stop.Reason == GuestExitReason.DeadlineExceeded ? new SignalInfo(SignalNumber.CpuTime, 0)
        : stop.Reason == GuestExitReason.Killed ? new SignalInfo(SignalNumber.Kill, 0)
        : new SignalInfo(SignalNumber.Abort, 0);
}
