using Reactor.Contracts.Guests;
using Reactor.Vmm.Debugging;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Memory;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm.Execution;

/// <summary>Serves CPU exceptions of a guest: gives memory at its first touch, enters signal handlers, ends the guest otherwise.</summary>
internal static class GuestExceptions
{
    // A function that faults below its stack has moved the stack pointer there, or is about to: no frame is larger than this without probes.
    private const ulong StackReach = 2ul << 20;

    /// <summary>Serves the exception a vCPU stopped for.</summary>
    /// <returns><see langword="null"/> when the guest may go on.</returns>
    internal static GuestStop? Serve(Vcpu vcpu, GuestProcess process, GuestLimits limits)
    {
        ExceptionFrame frame = SystemFrame.ReadExceptionFrame(process.Memory.Memory.FrameZero, SystemFrame.VectorAt(vcpu.Registers.Rip));
        bool isPageFault = frame.Vector == ExceptionFrame.PageFault;
        GuestAddress address = isPageFault ? vcpu.FaultAddress() : default;
        CommitResult result = !isPageFault || (frame.ErrorCode & SystemFrame.FaultPresent) != 0
            ? CommitResult.Present
            : process.Memory.Commit(address);
        vcpu.Registers.Rip = frame.Rip;
        vcpu.Registers.Rsp = frame.Rsp;
        vcpu.Registers.Rflags = frame.Rflags;
        switch (result)
        {
            case CommitResult.Committed:
                break;
            case CommitResult.LimitReached:
                return new GuestStop(
                    GuestExitReason.MemoryExhausted, $"guest needs more memory than its limit of {limits.MemoryBytes >> 20} MiB")
                {
                    Exception = frame,
                    FaultAddress = address,
                };
            default:
                if (Raise(process, vcpu, frame, address, result) is { } problem)
                {
                    return new GuestStop(GuestExitReason.Trapped, problem)
                    {
                        Exception = frame,
                        FaultAddress = isPageFault ? address : null,
                    };
                }

                break;
        }

        vcpu.ResumeUserMode(process.Scheduler.Current.FsBase);
        return null;
    }

    private static string? Raise(GuestProcess process, Vcpu vcpu, in ExceptionFrame frame, GuestAddress address, CommitResult result)
    {
        int code = frame.Vector is ExceptionFrame.X87Error or ExceptionFrame.SimdError
            ? ExtendedStateImage.FloatingPointCode(vcpu.SaveExtendedState(), frame.Vector == ExceptionFrame.SimdError)
            : 0;
        string? problem = SignalInfo.Of(frame, address.Value, code) is { } info ? SignalDelivery.TryDeliverFault(process, vcpu, info) : "no program survives that";
        if (problem is null)
        {
            return null;
        }

        if (frame.Vector != ExceptionFrame.PageFault)
        {
            return $"{frame.Name} at rip {process.Symbols.Describe(frame.Rip)}; {problem}";
        }

        string access = (frame.ErrorCode & SystemFrame.FaultFetch) != 0 ? "execution"
            : (frame.ErrorCode & SystemFrame.FaultWrite) != 0 ? "write"
            : "read";
        string why = result == CommitResult.Present ? "the page's protection forbids it" : "nothing is mapped there";
        string overflow = IsBelowStack(process.Memory, address.Value, frame.Rsp) ? "stack overflow: " : "";
        string place = FailureReport.PlaceOf(address, process, frame.Rsp);
        return $"{overflow}{frame.Name}: {access} at {address} by rip {process.Symbols.Describe(frame.Rip)}; {why}: {place}; {problem}";
    }

    // The 2 MiB below every stack are never present.
    private static bool IsBelowStack(AddressSpace memory, ulong address, ulong stackPointer)
    {
        if (address - stackPointer + StackReach > 2 * StackReach)
        {
            return false;
        }

        const ulong MainStackStart = GuestLayout.StackEnd - GuestLayout.StackBytes;
        return (address < MainStackStart && address >= MainStackStart - (ulong)GuestLayout.FrameBytes)
            || memory.Regions.Any(region => region.Kind == RegionKind.Guard && region.Start <= address && address < region.End);
    }
}
