using System.Diagnostics;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Memory;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm;

/// <summary>One guest on a virtual CPU of its own, with nothing else in its machine. Made by <see cref="GuestTemplate.Clone()"/>.</summary>
/// <remarks>
/// <para>Any thread may enter it, one at a time; staying on one thread is faster. A healthy entry that makes no system call allocates nothing.</para>
/// <para>Whatever the guest does ends in a <see cref="GuestExit"/>; an exception says that the caller or the host is at fault.</para>
/// </remarks>
public sealed class MicroVm : IGuestInstance
{
    private readonly GuestMemory _memory;
    private readonly VirtualMachine _machine;
    private readonly GuestProcess _process;
    private readonly GuestLimits _limits;
    private readonly byte[] _seed;
    private int _outboxLength;

    internal MicroVm(GuestMemory memory, VirtualMachine machine, GuestProcess process, GuestLimits limits, byte[] seed)
    {
        _memory = memory;
        _machine = machine;
        _process = process;
        _limits = limits;
        _seed = seed;
        seed.CopyTo(Mailbox.Seed);
    }

    /// <summary>Where it is in its life.</summary>
    public MicroVmState State { get; private set; }

    /// <summary>The 16 bytes its random numbers depend on; drawn anew for each clone unless given.</summary>
    public ReadOnlySpan<byte> Seed => _seed;

    /// <inheritdoc/>
    public Span<byte> Inbox => Boxes(0, _limits.InboxBytes);

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Outbox => Boxes(_limits.InboxBytes, _outboxLength);

    /// <summary>Number of the unit the guest said it was applying, hostile: what a failure is blamed on.</summary>
    public ulong CurrentUnit => Mailbox.CurrentUnit;

    /// <summary>What the guest wrote to its standard output and error since it was cloned; the last 16 KiB.</summary>
    public string Log => _process.Log.ToString();

    /// <summary>Bytes of memory the guest has touched, in pages of 2 MiB, boxes and tables included.</summary>
    public long CommittedBytes => _process.Memory.CommittedBytes;

    /// <summary>System calls answered since it was cloned. A query guest in its steady state makes none.</summary>
    public long SystemCallCount => _process.CallCount;

    /// <summary>System calls without an implementation, by number: how often each was answered with ENOSYS.</summary>
    public IReadOnlyDictionary<long, int> UnknownSystemCalls => _process.UnknownCalls;

    /// <summary>What to do with it instead of destroying it at once when it is disposed.</summary>
    internal Action<MicroVm>? Retire { get; init; }

    internal GuestProcess Process => _process;

    private Mailbox Mailbox
    {
        get
        {
            ObjectDisposedException.ThrowIf(State == MicroVmState.Discarded, this);
            return new(SystemFrame.Page(_memory.FrameZero, SystemFrame.MailboxPage));
        }
    }

    /// <inheritdoc/>
    public GuestExit Enter(GuestCommand command, uint argument, int inboxLength, long clockNs, TimeSpan deadline)
    {
        RequireState(MicroVmState.Ready);
        ArgumentOutOfRangeException.ThrowIfNegative(inboxLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(inboxLength, _limits.InboxBytes);
        Mailbox.SetCommand(command, argument, inboxLength, clockNs);
        _process.Clock.Set(clockNs);
        _process.Memory.WasRefused = false;
        return Run(deadline);
    }

    /// <inheritdoc/>
    public GuestExit Continue(TimeSpan deadline)
    {
        RequireState(MicroVmState.OutboxFull);
        var mailbox = Mailbox;
        mailbox.OutboxLength = 0;
        return Run(deadline);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (State == MicroVmState.Discarded)
        {
            return;
        }

        State = MicroVmState.Discarded;
        if (Retire is { } retire)
        {
            retire(this);
        }
        else
        {
            Destroy();
        }
    }

    /// <summary>Gives the virtual machine and its memory back to the host: about 1 ms.</summary>
    internal void Destroy()
    {
        State = MicroVmState.Discarded;
        _machine.Dispose();
        _memory.Dispose();
    }

    /// <summary>Runs a freshly loaded image until it says <see cref="GuestCall.Ready"/>.</summary>
    /// <returns><see langword="null"/>, or what it did instead.</returns>
    internal GuestExit? RunToReady(TimeSpan deadline)
    {
        if (!TryRunToCall(deadline, out GuestCall call, out GuestExit failure))
        {
            return failure;
        }

        if (call != GuestCall.Ready)
        {
            return call == GuestCall.Failed ? Failed() : Poison(GuestExitReason.ProtocolViolation, $"guest made call {(uint)call} before it was ready");
        }

        State = MicroVmState.Ready;
        return null;
    }

    private GuestExit Run(TimeSpan deadline)
    {
        _outboxLength = 0;
        if (!TryRunToCall(deadline, out GuestCall call, out GuestExit failure))
        {
            return failure;
        }

        ulong length = Mailbox.OutboxLength;
        if (call is GuestCall.Done or GuestCall.OutboxFull or GuestCall.Failed && length > (ulong)_limits.OutboxBytes)
        {
            return Poison(
                GuestExitReason.ProtocolViolation, $"guest says that {length} bytes are in its outbox of {_limits.OutboxBytes} bytes");
        }

        switch (call)
        {
            case GuestCall.Done:
                State = MicroVmState.Ready;
                _outboxLength = (int)length;
                return new GuestExit(GuestExitReason.Done, _outboxLength);
            case GuestCall.OutboxFull:
                State = MicroVmState.OutboxFull;
                _outboxLength = (int)length;
                return new GuestExit(GuestExitReason.OutboxFull, _outboxLength);
            case GuestCall.Failed:
                return Failed();
            default:
                return Poison(GuestExitReason.ProtocolViolation, $"guest made call {(uint)call}, which means nothing here");
        }
    }

    private bool TryRunToCall(TimeSpan deadline, out GuestCall call, out GuestExit failure)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(deadline, TimeSpan.Zero);
        State = MicroVmState.Running;
        VcpuThread thread = VcpuThread.Current;
        thread.Arm(Stopwatch.GetTimestamp() + StopwatchTicks(deadline));
        try
        {
            return TryRunToCall(thread, out call, out failure);
        }
        finally
        {
            thread.Disarm();
        }
    }

    private bool TryRunToCall(VcpuThread thread, out GuestCall call, out GuestExit failure)
    {
        Vcpu vcpu = _machine.Vcpu;
        call = GuestCall.None;
        failure = default;
        while (true)
        {
            VcpuExit exit = vcpu.Run();
            if (exit == VcpuExit.PortWrite && vcpu.Port == GuestAbi.HypercallPort)
            {
                call = (GuestCall)vcpu.PortValue;
                if (vcpu.PortAccessBytes == sizeof(uint) && vcpu.PortAccessCount == 1)
                {
                    return true;
                }

                failure = Poison(GuestExitReason.ProtocolViolation, "guest wrote to the hypercall's port in another way than the hypercall does");
                return false;
            }

            if (!TryServe(exit, thread, out failure))
            {
                return false;
            }

            _machine.EnsureMemory(_process.Memory.CommittedBytes);
        }
    }

    // Everything but the hypercall: rare once a guest is ready.
    private bool TryServe(VcpuExit exit, VcpuThread thread, out GuestExit failure)
    {
        Vcpu vcpu = _machine.Vcpu;
        failure = default;
        switch (exit)
        {
            case VcpuExit.Interrupted when thread.IsKicked:
                failure = Poison(GuestExitReason.DeadlineExceeded, $"the deadline passed while the guest was at rip 0x{vcpu.Registers.Rip:x}");
                return false;
            case VcpuExit.Interrupted:
                return true;
            case VcpuExit.PortWrite when vcpu.Port == SystemFrame.SyscallPort && SystemFrame.IsSyscallStub(vcpu.Registers.Rip):
                _process.AnswerCall();
                if (_process.Stop is { } stop)
                {
                    failure = Poison(stop.Reason, stop.Detail);
                    return false;
                }

                return true;
            case VcpuExit.PortWrite when vcpu.Port == SystemFrame.ExceptionPort:
                return TryServeException(out failure);
            case VcpuExit.PortWrite or VcpuExit.PortRead:
                failure = Poison(GuestExitReason.Trapped, $"guest used I/O port 0x{vcpu.Port:x}");
                return false;
            case VcpuExit.PhysicalAccess:
                failure = Poison(GuestExitReason.Trapped, $"guest reached physical address 0x{vcpu.PhysicalAddress:x}, where nothing is");
                return false;
            default:
                failure = Poison(GuestExitReason.Trapped, $"the virtual CPU stopped: {exit} ({vcpu.ExitDescription}) at rip 0x{vcpu.Registers.Rip:x}");
                return false;
        }
    }

    private bool TryServeException(out GuestExit failure)
    {
        Vcpu vcpu = _machine.Vcpu;
        ExceptionFrame frame = SystemFrame.ReadExceptionFrame(_memory.FrameZero, SystemFrame.VectorAt(vcpu.Registers.Rip));
        if (frame.Vector != ExceptionFrame.PageFault)
        {
            failure = Poison(GuestExitReason.Trapped, $"{frame.Name} at rip 0x{frame.Rip:x}");
            return false;
        }

        GuestAddress address = vcpu.FaultAddress();
        bool wasPresent = (frame.ErrorCode & SystemFrame.FaultPresent) != 0;
        CommitResult result = wasPresent ? CommitResult.Present : _process.Memory.Commit(address);
        if (result == CommitResult.Committed)
        {
            vcpu.Registers.Rip = frame.Rip;
            vcpu.Registers.Rsp = frame.Rsp;
            vcpu.Registers.Rflags = frame.Rflags;
            vcpu.ResumeUserMode(_process.Scheduler.Current.FsBase);
            failure = default;
            return true;
        }

        if (result == CommitResult.LimitReached)
        {
            failure = Poison(GuestExitReason.MemoryExhausted, $"guest needs more memory than its limit of {_limits.MemoryBytes >> 20} MiB");
            return false;
        }

        string access = (frame.ErrorCode & SystemFrame.FaultFetch) != 0 ? "execution"
            : (frame.ErrorCode & SystemFrame.FaultWrite) != 0 ? "write"
            : "read";
        string why = result == CommitResult.Present ? "the page's protection forbids it" : "nothing is mapped there";
        failure = Poison(GuestExitReason.Trapped, $"{frame.Name}: {access} at {address} by rip 0x{frame.Rip:x}; {why}");
        return false;
    }

    private GuestExit Failed()
    {
        int length = (int)Math.Min(Mailbox.OutboxLength, (ulong)Math.Min(_limits.OutboxBytes, GuestLog.Capacity));
        string text = GuestText.Decode(Boxes(_limits.InboxBytes, length));

        // The runtime of a .NET guest throws this before it ever asks the host for memory: its heap has a limit of its own.
        bool heapIsFull = text.StartsWith("System.OutOfMemoryException", StringComparison.Ordinal);
        return Poison(heapIsFull ? GuestExitReason.MemoryExhausted : GuestExitReason.Failed, text.Length > 0 ? text : "guest failed without saying why");
    }

    private GuestExit Poison(GuestExitReason reason, string detail)
    {
        State = MicroVmState.Poisoned;
        if (_process.Memory.WasRefused && reason is GuestExitReason.Trapped or GuestExitReason.Failed)
        {
            reason = GuestExitReason.MemoryExhausted;
            detail = $"{detail}, after it was refused memory beyond its limit of {_limits.MemoryBytes >> 20} MiB";
        }

        string log = _process.Log.ToString();
        return new GuestExit(reason, 0, log.Length == 0 ? detail : $"{detail}; it wrote: {log}");
    }

    private Span<byte> Boxes(int offset, int length)
    {
        ObjectDisposedException.ThrowIf(State == MicroVmState.Discarded, this);
        return _process.Memory.Box(offset, length);
    }

    private void RequireState(MicroVmState required)
    {
        if (State != required)
        {
            ThrowWrongState();
        }
    }

    private void ThrowWrongState()
    {
        ObjectDisposedException.ThrowIf(State == MicroVmState.Discarded, this);
        throw new InvalidOperationException($"The micro-VM is {State}: a command needs {MicroVmState.Ready}, Continue needs {MicroVmState.OutboxFull}.");
    }

    private static long StopwatchTicks(TimeSpan time) =>
        (long)Math.Min(time.TotalSeconds * Stopwatch.Frequency, long.MaxValue / 4);
}
