using Reactor.Vmm.Debugging;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Memory;
using Reactor.Vmm.Snapshots;

namespace Reactor.Vmm;

/// <content>What is done with it between two commands: promotion, snapshot, restore, core, hibernation.</content>
public sealed partial class MicroVm
{
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

    /// <summary>Takes it out of its shell, if it is in one.</summary>
    /// <returns>Its registers; they change when it is entered again.</returns>
    internal VcpuState Detach()
    {
        _shells.Detach(_tenant, save: true);
        return _tenant.State;
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
}
