using Reactor.Contracts.Guests;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Memory;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm.Execution;

/// <summary>CPU exceptions of a guest: a first touch of memory it was given gets its page, everything else ends it.</summary>
internal static class GuestExceptions
{
    /// <summary>Serves the exception a vCPU stopped for.</summary>
    /// <returns><see langword="null"/> when the guest may go on.</returns>
    internal static GuestStop? Serve(Vcpu vcpu, GuestProcess process, GuestLimits limits)
    {
        ExceptionFrame frame = SystemFrame.ReadExceptionFrame(process.Memory.Memory.FrameZero, SystemFrame.VectorAt(vcpu.Registers.Rip));
        if (frame.Vector != ExceptionFrame.PageFault)
        {
            return new GuestStop(GuestExitReason.Trapped, $"{frame.Name} at rip 0x{frame.Rip:x}");
        }

        GuestAddress address = vcpu.FaultAddress();
        bool wasPresent = (frame.ErrorCode & SystemFrame.FaultPresent) != 0;
        CommitResult result = wasPresent ? CommitResult.Present : process.Memory.Commit(address);
        if (result == CommitResult.Committed)
        {
            vcpu.Registers.Rip = frame.Rip;
            vcpu.Registers.Rsp = frame.Rsp;
            vcpu.Registers.Rflags = frame.Rflags;
            vcpu.ResumeUserMode(process.Scheduler.Current.FsBase);
            return null;
        }

        if (result == CommitResult.LimitReached)
        {
            return new GuestStop(
                GuestExitReason.MemoryExhausted, $"guest needs more memory than its limit of {limits.MemoryBytes >> 20} MiB");
        }

        string access = (frame.ErrorCode & SystemFrame.FaultFetch) != 0 ? "execution"
            : (frame.ErrorCode & SystemFrame.FaultWrite) != 0 ? "write"
            : "read";
        string why = result == CommitResult.Present ? "the page's protection forbids it" : "nothing is mapped there";
        return new GuestStop(GuestExitReason.Trapped, $"{frame.Name}: {access} at {address} by rip 0x{frame.Rip:x}; {why}");
    }
}
