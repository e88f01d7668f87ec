using System.Diagnostics;
using Reactor.Contracts.Calls;
using Reactor.Contracts.Guests;
using Reactor.Vmm.Calls;
using Reactor.Vmm.Debugging;
using Reactor.Vmm.Execution;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Memory;
using Reactor.Vmm.Metrics;
using Reactor.Vmm.Pool;
using Reactor.Vmm.Snapshots;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm;

/// <summary>One guest: its memory, its registers, its bookkeeping; on a virtual CPU of its own while it runs. Made by <see cref="GuestTemplate.Clone()"/>.</summary>
/// <remarks>
/// <para>Any thread may enter it, one at a time; staying on one thread is faster. A healthy entry that makes no system call allocates nothing.</para>
/// <para>It runs in a shell of its <see cref="ShellPool"/>: the one it left last if that still holds it, at no cost; otherwise it is attached
/// to another first.</para>
/// <para>Whatever the guest does ends in a <see cref="GuestExit"/>; an exception says that the caller or the host is at fault.</para>
/// </remarks>
public sealed partial class MicroVm : IGuestInstance
{
    private readonly ShellTenant _tenant;
    private readonly GuestMemory _memory;
    private readonly WrittenPages _written;
    private readonly MemoryRestore _restore;
    private readonly GuestLimits _limits;
    private readonly ShellPool _shells;
    private readonly byte[] _seed;
    private readonly KillSwitch _kill = new();
    private readonly GuestRates _rates;
    private GuestProcess _process;
    private GuestSnapshot? _origin;
    private HibernatedInstance? _hibernated;
    private int _outboxLength;
    private CrashState? _crash;

    /// <summary>An image that has not run yet.</summary>
    internal MicroVm(GuestMemory memory, GuestProcess process, VcpuState registers, GuestLimits limits, ShellPool shells, byte[] seed)
    {
        _tenant = new ShellTenant(memory, process, registers);
        _memory = memory;
        _process = process;
        _limits = limits;
        _rates = new GuestRates(limits);
        _shells = shells;
        _seed = seed;
        _written = new WrittenPages(memory);
        _restore = new MemoryRestore(memory, _written);
        seed.CopyTo(Mailbox.Seed);
        InstanceCensus.Add(this);
    }

    /// <summary>An instance as a snapshot says, whose memory it has got already.</summary>
    internal MicroVm(GuestMemory memory, GuestSnapshot origin, byte[] seed)
        : this(memory, origin.Process.CloneOnto(memory, seed), origin.Registers.Copy(), origin.Limits, origin.Shells, seed)
    {
        ComeFrom(origin);
        State = origin.State;
        _outboxLength = origin.OutboxLength;
    }

    /// <summary>Where it is in its life.</summary>
    public MicroVmState State { get; private set; }

    /// <summary>The 16 bytes its random numbers depend on; drawn anew for each clone unless given.</summary>
    public ReadOnlySpan<byte> Seed => _seed;

    /// <inheritdoc/>
    public Span<byte> Inbox
    {
        get
        {
            _written.HostWrites();
            return Boxes(0, _limits.InboxBytes);
        }
    }

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

    /// <summary>How it died; <see langword="null"/> unless it is <see cref="MicroVmState.Poisoned"/>.</summary>
    public GuestFailure? Failure { get; private set; }

    /// <summary>Where to leave a core when it fails.</summary>
    internal CoreDirectory? Cores { get; init; }

    /// <summary>Where it is to record what it has written when its first result is there.</summary>
    internal WriteSet? WriteSet { get; set; }

    /// <summary>Tells when to promote it; <see langword="null"/> when that is not its affair.</summary>
    internal HeatGauge? Heat { get; set; }

    internal GuestProcess Process => _process;

    /// <summary>It, as shells see it.</summary>
    internal ShellTenant Tenant => _tenant;

    private Mailbox Mailbox
    {
        get
        {
            Wake();
            return new(SystemFrame.Page(_memory.FrameZero, SystemFrame.MailboxPage));
        }
    }

    /// <inheritdoc/>
    public GuestExit Enter(GuestCommand command, uint argument, int inboxLength, long clockNs, TimeSpan deadline)
    {
        Wake();
        RequireState(MicroVmState.Ready);
        ArgumentOutOfRangeException.ThrowIfNegative(inboxLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(inboxLength, _limits.InboxBytes);
        _process.Command = command;
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

    /// <summary>Stops it from any thread: the entry that is running, or else its next one, ends with <see cref="GuestExitReason.Killed"/>.</summary>
    /// <remarks>Takes effect as a deadline does, within some 50 µs of an entry. Only <see cref="Restore"/> undoes it.</remarks>
    public void Kill() => _kill.Throw();

    /// <summary>Gives it up.</summary>
    /// <exception cref="InvalidOperationException">A host function is being served for it.</exception>
    public void Dispose()
    {
        if (State == MicroVmState.Discarded)
        {
            return;
        }

        RequireOutsideOfHostFunction();

        State = MicroVmState.Discarded;
        Destroy();
    }

    /// <summary>Bytes of host memory that are its own and not its template's; asks the kernel, 10 µs and more.</summary>
    internal long MeasureHeldBytes()
    {
        var pages = new List<PageRange>();
        if (!IsHibernated)
        {
            _memory.FindWritten(_process.Memory.ExtentBytes, pages);
        }

        long bytes = 0;
        foreach (PageRange range in pages)
        {
            bytes += range.End - range.Start;
        }

        return bytes;
    }

    /// <summary>Gives its memory back to the host.</summary>
    internal void Destroy()
    {
        State = MicroVmState.Discarded;
        InstanceCensus.Remove(this);
        _shells.Detach(_tenant, save: false);
        _memory.Dispose();
        _hibernated?.Delete();
        _hibernated = null;
        _origin?.Memory.Release();
        _origin = null;
    }

    /// <summary>Runs a freshly loaded image until it says <see cref="GuestCall.Ready"/>.</summary>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="hostFunctions">What it may import.</param>
    /// <returns><see langword="null"/>, or what it did instead.</returns>
    /// <exception cref="GuestImportException">It needs other host functions.</exception>
    internal GuestExit? RunToReady(TimeSpan deadline, HostFunctions hostFunctions)
    {
        if (!TryRunToCall(deadline, out GuestCall call, out GuestExit failure))
        {
            return failure;
        }

        if (call != GuestCall.Ready)
        {
            return call == GuestCall.Failed ? Failed() : Poison(GuestExitReason.ProtocolViolation, $"guest made call {(uint)call} before it was ready");
        }

        try
        {
            ulong length = Mailbox.OutboxLength;
            if (length > (ulong)_limits.OutboxBytes)
            {
                return OutsideOfOutbox(length);
            }

            _process.Interface = new GuestInterface(GuestManifest.Read(Boxes(_limits.InboxBytes, (int)length)), hostFunctions);
        }
        catch (FormatException malformed)
        {
            return Poison(GuestExitReason.ProtocolViolation, malformed.Message);
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
        if (call is GuestCall.Done or GuestCall.OutboxFull or GuestCall.Failed or GuestCall.Error or GuestCall.QueryLimit && length > (ulong)_limits.OutboxBytes)
        {
            return OutsideOfOutbox(length);
        }

        switch (call)
        {
            case GuestCall.Done:
                State = MicroVmState.Ready;
                _outboxLength = (int)length;
                WriteSet?.Record(_memory, _origin!.Memory.Bytes);
                WriteSet = null;
                if (Heat is { } heat && heat.IsHotAfterEntry(_memory))
                {
                    _ = Promote();
                }

                return new GuestExit(GuestExitReason.Done, _outboxLength);
            case GuestCall.OutboxFull:
                State = MicroVmState.OutboxFull;
                _outboxLength = (int)length;
                return new GuestExit(GuestExitReason.OutboxFull, _outboxLength);
            case GuestCall.Failed:
                return Failed();
            case GuestCall.QueryLimit:
                return Suspended(length);
            case GuestCall.Error when _process.Command == GuestCommand.Call:
                State = MicroVmState.Ready;
                return new GuestExit(GuestExitReason.Error, 0, ReadText(length));
            default:
                return Poison(GuestExitReason.ProtocolViolation, $"guest made call {(uint)call}, which means nothing here");
        }
    }

    private bool TryRunToCall(TimeSpan deadline, out GuestCall call, out GuestExit failure)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(deadline, TimeSpan.Zero);
        if (_tenant.IsLost)
        {
            call = GuestCall.None;
            failure = Poison(GuestExitReason.Trapped, "the host failed to take the guest's registers out of its virtual CPU");
            return false;
        }

        GuestStop? stop;
        VmShell shell = _shells.Acquire(_tenant);
        try
        {
            State = MicroVmState.Running;
            _process.Rates = _rates;
            VcpuThread thread = VcpuThread.Current;
            _written.Enter(thread);
            thread.Counters.CountInvocation();
            long started = VmmMetrics.StartInvocation();
            ArmedEntry outer = thread.Arm(Stopwatch.GetTimestamp() + StopwatchTicks(deadline), _kill);
            try
            {
                stop = new RunLoop(shell, _process, _limits, thread).RunToCall(out call);
                _crash = stop is null ? null : CrashState.Of(shell.Vcpu, stop);
            }
            finally
            {
                thread.Disarm(outer);
                VmmMetrics.EndInvocation(started);
            }
        }
        catch
        {
            shell.MarkSpent();
            throw;
        }
        finally
        {
            _shells.Release(shell);
        }

        // Outside of the shell: names are read and a core may be written.
        failure = stop is null ? default : Poison(stop);
        return stop is null;
    }

    private GuestExit OutsideOfOutbox(ulong length) => Poison(
        GuestExitReason.ProtocolViolation, $"guest says that {length} bytes are in its outbox of {_limits.OutboxBytes} bytes");

    private GuestExit Failed()
    {
        string text = ReadText(Mailbox.OutboxLength);

        // The runtime of a .NET guest throws this before it ever asks the host for memory: its heap has a limit of its own.
        bool heapIsFull = text.StartsWith("System.OutOfMemoryException", StringComparison.Ordinal);
        return Poison(heapIsFull ? GuestExitReason.MemoryExhausted : GuestExitReason.Failed, text.Length > 0 ? text : "guest failed without saying why");
    }

    // Its own decision in good order: neither registers nor system calls tell more than its text.
    private GuestExit Suspended(ulong length)
    {
        State = MicroVmState.Poisoned;
        VmmMetrics.CountPoisoning(GuestExitReason.QueryLimit);
        return new GuestExit(GuestExitReason.QueryLimit, 0, ReadText(length));
    }

    private string ReadText(ulong length) =>
        GuestText.Decode(Boxes(_limits.InboxBytes, (int)Math.Min(length, (ulong)Math.Min(_limits.OutboxBytes, GuestLog.Capacity))));

    private GuestExit Poison(GuestExitReason reason, string detail) => Poison(new GuestStop(reason, detail));

    private GuestExit Poison(GuestStop stop)
    {
        State = MicroVmState.Poisoned;
        if (_process.Memory.WasRefused && stop.Reason is GuestExitReason.Trapped or GuestExitReason.Failed)
        {
            stop = stop with
            {
                Reason = GuestExitReason.MemoryExhausted,
                Detail = $"{stop.Detail}, after it was refused memory beyond its limit of {_limits.MemoryBytes >> 20} MiB",
            };
        }

        _crash ??= StateAtCall();
        VmmMetrics.CountPoisoning(stop.Reason);
        GuestFailure failure = FailureReport.Describe(stop, _crash, _process);
        Failure = failure with { CorePath = Cores?.TryWrite(_crash.ToCore(_process, failure.Signal)) };
        return new GuestExit(stop.Reason, 0, FailureReport.Text(Failure));
    }

    // Of a guest that left by a hypercall: its registers are in its shell.
    private CrashState StateAtCall() => CrashState.Of(_shells.Save(_tenant), _process.Memory);

    private Span<byte> Boxes(int offset, int length)
    {
        Wake();
        return _process.Memory.Box(offset, length);
    }

    // Its memory and its shell are in use by the frames below.
    private void RequireOutsideOfHostFunction()
    {
        if (_process.IsInHostFunction)
        {
            throw new InvalidOperationException("A host function cannot dispose of the guest that called it.");
        }
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
        throw new InvalidOperationException(_process.IsInHostFunction
            ? "A host function cannot enter the guest that called it: the guest is in the middle of that call."
            : $"The micro-VM is {State}: a command needs {MicroVmState.Ready}, Continue needs {MicroVmState.OutboxFull}.");
    }

    private static long StopwatchTicks(TimeSpan time) =>
        (long)Math.Min(time.TotalSeconds * Stopwatch.Frequency, long.MaxValue / 4);
}
