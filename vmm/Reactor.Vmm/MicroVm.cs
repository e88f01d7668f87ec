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

    /// <summary>Moves the memory it shares with its template to 2 MiB pages of its own: about 0.2 ms per MiB, on the calling thread. Hibernation undoes it.</summary>
    /// <returns><see langword="false"/> when it has such pages already.</returns>
    /// <exception cref="InvalidOperationException">It is being entered, or hibernated.</exception>
    /// <exception cref="KvmException">The host has not enough memory; it can go on as it is.</exception>
    public bool Promote()
    {
        if (State is not (MicroVmState.Ready or MicroVmState.OutboxFull) || IsHibernated)
        {
            ThrowWrongState();
        }

        if (!_memory.TryPromote())
        {
            return false;
        }

        Heat = null;
        _written.Invalidate();
        VmmMetrics.CountPromotion();
        return true;
    }

    /// <summary>Takes a snapshot of it as it is now. It can be entered again afterwards as if nothing had happened.</summary>
    /// <exception cref="InvalidOperationException">It is poisoned or being entered, or was not cloned from a snapshot.</exception>
    /// <exception cref="KvmException">The host refused.</exception>
    public GuestSnapshot TakeSnapshot()
    {
        ObjectDisposedException.ThrowIf(State == MicroVmState.Discarded, this);
        if (State is not (MicroVmState.Ready or MicroVmState.OutboxFull) || _origin is not { } origin)
        {
            throw new InvalidOperationException($"The micro-VM is {State}: a snapshot is taken between two commands.");
        }

        Wake();

        long bytes = _process.Memory.ExtentBytes;
        VcpuState registers = _shells.Save(_tenant);
        _ = _written.Refresh(bytes);
        SnapshotMemory basis = origin.Memory.Depth < SnapshotHeader.MaxDepth ? origin.Memory : origin.Memory.Root;
        SnapshotMemory memory = SnapshotMemory.OfPages(basis, MemoryDifference.Find(_memory, MemoryDifference.Candidates(_written.Known, basis), basis), bytes);
        var snapshot = new GuestSnapshot(_shells, memory, registers, _process.CloneOnto(_memory, _seed), _limits, State, _outboxLength, origin.LazyImageHash) { Cores = Cores };
        ComeFrom(snapshot);
        _process.WasServed = false;
        VmmMetrics.CountSnapshot();
        return snapshot;
    }

    /// <summary>Makes it what a snapshot holds, in place; also after it was poisoned. Its seed stays its own, and its log is empty again.</summary>
    /// <remarks>Nothing of what it did since is left in it. Without new memory pages, and without system calls since the last restore, it allocates nothing.</remarks>
    /// <param name="snapshot">Of this instance, or of another with the same template.</param>
    /// <exception cref="ArgumentException">The snapshot is of another template.</exception>
    /// <exception cref="InvalidOperationException">It is being entered.</exception>
    /// <exception cref="KvmException">The host refused; it can be restored again or disposed.</exception>
    public void Restore(GuestSnapshot snapshot)
    {
        ObjectDisposedException.ThrowIf(State == MicroVmState.Discarded, this);
        snapshot.ThrowIfDisposed();
        if (State == MicroVmState.Running && !_tenant.IsLost)
        {
            throw new InvalidOperationException("The micro-VM is being entered.");
        }

        if (snapshot.Memory.Root != _origin?.Memory.Root)
        {
            throw new ArgumentException("The snapshot is of another template than the instance.", nameof(snapshot));
        }

        if (_hibernated is not null)
        {
            Forget();
        }

        // Until all is done it is neither what it was nor what it will be.
        bool wasStopped = State is not (MicroVmState.Ready or MicroVmState.OutboxFull);
        State = MicroVmState.Poisoned;
        bool tablesChanged = _restore.Restore(snapshot.Memory, _process.Memory.ExtentBytes);
        if (wasStopped || tablesChanged || _process.Memory.FrameVersion != snapshot.Process.Memory.FrameVersion)
        {
            _shells.Detach(_tenant, save: false);
        }

        _shells.Load(_tenant, snapshot.Registers);
        if (_process.WasServed || snapshot != _origin || snapshot.State != MicroVmState.Ready)
        {
            _process = _tenant.Process = snapshot.Process.CloneOnto(_memory, _seed);
            ComeFrom(snapshot);
        }

        Heat = null;
        _seed.CopyTo(Mailbox.Seed);
        _outboxLength = snapshot.OutboxLength;
        _kill.Reset();
        (_crash, Failure) = (null, null);
        State = snapshot.State;
        VmmMetrics.CountRestore();
    }

    /// <summary>Writes its memory, registers and threads as an ELF core: <c>gdb guest.elf core</c> opens it.</summary>
    /// <remarks>
    /// Holds everything the guest holds, secrets included; the file is readable by its owner only. Pages of zeroes take no disk space.
    /// A healthy instance may go on afterwards. Not to be called while a thread is entering it.
    /// </remarks>
    /// <param name="path">The file; replaced when it is there.</param>
    /// <exception cref="InvalidOperationException">It is running.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void WriteCore(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ObjectDisposedException.ThrowIf(State == MicroVmState.Discarded, this);
        if (State == MicroVmState.Running)
        {
            throw new InvalidOperationException("The micro-VM is running.");
        }

        Wake();
        ElfCore.Write(path, (_crash ?? StateAtCall()).ToCore(_process, Failure?.Signal ?? default));
    }

    /// <summary>Whether its memory lies in a file.</summary>
    public bool IsHibernated => _hibernated is not null;

    /// <summary>Writes it to a file and gives its memory back to the host. It wakes by itself when it is used.</summary>
    /// <remarks>What is used then is anything that reads or writes its memory; it throws what <see cref="Wake()"/> does. A woken instance that differs
    /// from its template in more than half of its memory, up to 256 MiB, holds it in 2 MiB pages.</remarks>
    /// <param name="path">Of the file, which is deleted when the instance wakes or is disposed; its directory exists.</param>
    /// <exception cref="InvalidOperationException">It is poisoned or being entered, or was not cloned from a snapshot.</exception>
    /// <exception cref="IOException">The file cannot be written; the instance is as it was.</exception>
    /// <exception cref="KvmException">The host refused.</exception>
    public void Hibernate(string path)
    {
        ObjectDisposedException.ThrowIf(State == MicroVmState.Discarded, this);
        if (State is not (MicroVmState.Ready or MicroVmState.OutboxFull) || _origin is not { } origin)
        {
            throw new InvalidOperationException($"The micro-VM is {State}: it hibernates between two commands.");
        }

        if (_hibernated is null)
        {
            var instance = new InstanceState(Detach(), _process, State, _outboxLength, []);
            _ = _written.Refresh(_process.Memory.ExtentBytes);
            _hibernated = HibernatedInstance.Save(path, origin, instance, _memory, _written.Known);
            _memory.Vacate();
            VmmMetrics.CountHibernation();
        }
    }

    /// <summary>Reads its memory back, if it is hibernated.</summary>
    /// <exception cref="SnapshotException">Its file is damaged; it stays hibernated, and can be restored to a snapshot or disposed.</exception>
    /// <exception cref="IOException">Its file cannot be read; likewise.</exception>
    public void Wake()
    {
        ObjectDisposedException.ThrowIf(State == MicroVmState.Discarded, this);
        if (_hibernated is { } hibernated)
        {
            Wake(hibernated);
        }
    }

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

    /// <summary>Takes it out of its shell, if it is in one.</summary>
    /// <returns>Its registers; they change when it is entered again.</returns>
    internal VcpuState Detach()
    {
        _shells.Detach(_tenant, save: true);
        return _tenant.State;
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

    private void Wake(HibernatedInstance hibernated)
    {
        InstanceState instance;
        try
        {
            instance = hibernated.Load(_origin!, _memory);
        }
        catch
        {
            _memory.Vacate();
            throw;
        }

        instance.Process.Resume(_process);
        _process = _tenant.Process = instance.Process;
        _shells.Load(_tenant, instance.Registers);
        _written.Invalidate();
        _hibernated = null;
        hibernated.Delete();
        VmmMetrics.CountWake();
    }

    // What hibernated is not wanted any more: the memory becomes the template's, as a start for a restore.
    private void Forget()
    {
        SnapshotMemory root = _origin!.Memory.Root;
        _memory.MapClone(root.File, root.Bytes, InstanceMemory.CopyOnWrite);
        _written.Invalidate();
        _process.WasServed = true;
        _hibernated!.Delete();
        _hibernated = null;
    }

    private void ComeFrom(GuestSnapshot snapshot)
    {
        if (snapshot != _origin)
        {
            snapshot.Memory.Retain();
            _origin?.Memory.Release();
            _origin = snapshot;
        }
    }

    private GuestExit Run(TimeSpan deadline)
    {
        _outboxLength = 0;
        if (!TryRunToCall(deadline, out GuestCall call, out GuestExit failure))
        {
            return failure;
        }

        ulong length = Mailbox.OutboxLength;
        if (call is GuestCall.Done or GuestCall.OutboxFull or GuestCall.Failed or GuestCall.Error && length > (ulong)_limits.OutboxBytes)
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
