using System.Diagnostics;
using Reactor.Vmm.Kvm;

namespace Reactor.Vmm.Pool;

/// <summary>The virtual machines that instances are attached to when they run; few, whatever the number of instances.</summary>
/// <remarks>
/// <para>Few, because whenever the kernel takes a page of this process away (a copy-on-write, an munmap, the garbage collector giving memory
/// back) it walks all virtual machines of the process: 5 µs with 10 of them, 250 µs with 1,000.</para>
/// <para>An instance that is entered again finds itself in the shell it left and pays nothing. Otherwise it takes a free shell, by
/// preference one that its host thread used last; or a new one while there are fewer than <see cref="Capacity"/>; or that of the instance
/// which has not run for longest. Instances that run repeatedly keep theirs while others pass by: one that has been entered only
/// once since it was attached, or not for a second, loses its shell first. When all shells are running, the caller waits for the first that
/// stops, and gets it; unless it is inside a guest itself (a host function that enters another guest), then it gets a shell beyond the capacity.</para>
/// <para>Taking an instance out of a shell costs 0.1 ms, most of it waiting for the kernel, and creating a shell costs more: a background
/// thread keeps a few shells empty, so that attaching an instance seldom has to wait for either.</para>
/// <para>Thread-safe.</para>
/// </remarks>
public sealed class ShellPool : IDisposable
{
    /// <summary>Shells of a pool that is not told otherwise: 24.</summary>
    public const int DefaultCapacity = 24;

    private const int SpareShells = 2;
    private const int LeastCapacityWithSpares = 8;

    private static readonly Lock SharedGate = new();
    private static ShellPool? SharedPool;

    private readonly KvmDevice _device;
    private readonly List<VmShell> _shells = [];
    private readonly Queue<VmShell> _handedOver = new();
    private readonly object _gate = new();
    private readonly AutoResetEvent _spareWanted = new(initialState: false);
    private readonly int _spares;
    private Thread? _attendant;
    private int _creating;
    private int _waiting;
    private int _excess;
    private bool _isDisposed;

    /// <summary>Makes an empty pool; shells are created when they are needed.</summary>
    /// <param name="capacity">Most shells; 1 to 1000. More than the threads that run guests at once saves attaching, until invalidations cost more.</param>
    /// <exception cref="KvmException">The host cannot run virtual machines; <see cref="KvmHost.Probe"/> says why.</exception>
    public ShellPool(int capacity = DefaultCapacity)
        : this(CheckCapacity(capacity), KvmDevice.Open())
    {
    }

    /// <param name="capacity">Most shells.</param>
    /// <param name="device">Becomes the pool's.</param>
    internal ShellPool(int capacity, KvmDevice device)
    {
        Capacity = capacity;
        _device = device;
        _spares = capacity < LeastCapacityWithSpares ? 0 : SpareShells;
    }

    /// <summary>The pool of all templates that are not given one; lives as long as the process.</summary>
    /// <exception cref="KvmException">The host cannot run virtual machines; <see cref="KvmHost.Probe"/> says why.</exception>
    public static ShellPool Shared
    {
        get
        {
            lock (SharedGate)
            {
                return SharedPool ??= new ShellPool();
            }
        }
    }

    /// <summary>Most shells.</summary>
    public int Capacity { get; }

    /// <summary>Shells that exist.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _shells.Count;
            }
        }
    }

    /// <summary>What a guest learns of the CPU in these shells.</summary>
    internal CpuFeatures Features => _device.Features;

    /// <summary>Gets an instance into a shell, which the caller has until <see cref="Release"/>.</summary>
    /// <exception cref="KvmException">The host refused.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    internal VmShell Acquire(ShellTenant tenant) => TryClaimOwn(tenant) ?? AcquireOther(tenant);

    /// <summary>Gives a shell up after an entry. The instance stays in it until another needs it.</summary>
    internal void Release(VmShell shell)
    {
        shell.Touch(VcpuThread.Current, Stopwatch.GetTimestamp());
        GiveUp(shell);
    }

    /// <summary>Takes an instance out of its shell, if it is in one. Nobody may be entering it.</summary>
    /// <param name="tenant">The instance.</param>
    /// <param name="save">Whether it will run again.</param>
    internal void Detach(ShellTenant tenant, bool save)
    {
        if (TryClaimOwn(tenant) is { } shell)
        {
            Empty(shell, save);
            GiveUp(shell);
        }
    }

    /// <summary>Copies an instance's registers out, wherever it is, and leaves it there. Nobody may be entering it.</summary>
    /// <returns>A copy.</returns>
    /// <exception cref="KvmException">The host refused.</exception>
    internal VcpuState Save(ShellTenant tenant)
    {
        if (TryClaimOwn(tenant) is { } shell)
        {
            Use(shell, static (vcpu, state) => vcpu.Save(state), tenant.State);
        }

        return tenant.State.Copy();
    }

    /// <summary>Gives an instance other registers, wherever it is, and leaves it there. Nobody may be entering it.</summary>
    /// <exception cref="KvmException">The host refused.</exception>
    internal void Load(ShellTenant tenant, VcpuState state)
    {
        if (TryClaimOwn(tenant) is { } shell)
        {
            Use(shell, static (vcpu, state) => vcpu.Load(state), state);
        }
        else
        {
            tenant.State.Set(state.Registers, state.FsBase, state.ExtendedState);
            tenant.IsLost = false;
        }
    }

    /// <summary>Destroys the shells that are not in use; those in use follow when they are given up. Instances cannot be entered any more.</summary>
    public void Dispose()
    {
        VmShell[] shells;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            shells = [.. _shells];
            Monitor.PulseAll(_gate);
        }

        _ = _spareWanted.Set();
        _attendant?.Join();
        _spareWanted.Dispose();
        foreach (VmShell shell in shells)
        {
            if (shell.TryClaim())
            {
                Empty(shell, save: true);
                Destroy(shell);
            }
        }

        _device.Dispose();
    }

    private static int CheckCapacity(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 1000);
        return capacity;
    }

    // The shell may be taken by another thread between the look and the claim, and then takes a moment to save the registers.
    private VmShell? TryClaimOwn(ShellTenant tenant)
    {
        var spin = default(SpinWait);
        while (tenant.Shell is { } shell)
        {
            if (shell.TryClaim())
            {
                if (shell.Tenant == tenant)
                {
                    return shell;
                }

                GiveUp(shell);
            }

            spin.SpinOnce();
        }

        return null;
    }

    private VmShell AcquireOther(ShellTenant tenant)
    {
        VmShell shell = Claim();
        try
        {
            bool isStolen = shell.Tenant is not null;
            shell.Detach(save: true);
            shell.Attach(tenant);
            VmmMetrics.CountAttach(isStolen);
            return shell;
        }
        catch
        {
            Destroy(shell);
            throw;
        }
    }

    private VmShell Claim()
    {
        lock (_gate)
        {
            while (true)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                VmShell? shell = ClaimFree();
                WantSpares();
                if (shell is not null)
                {
                    return shell;
                }

                if (_shells.Count + _creating < Capacity)
                {
                    break;
                }

                // The look follows the announcement: a shell given up in between is either seen by it or handed over.
                _waiting++;
                Interlocked.MemoryBarrier();
                shell = ClaimIdle(evenHot: true);
                bool mayWait = shell is null && !VcpuThread.Current.IsInGuest;
                if (mayWait)
                {
                    _ = Monitor.Wait(_gate);
                    _ = _handedOver.TryDequeue(out shell);
                }

                _waiting--;
                while (_handedOver.Count > _waiting)
                {
                    _handedOver.Dequeue().Unclaim();
                }

                if (shell is not null)
                {
                    return shell;
                }

                if (!mayWait)
                {
                    break;
                }
            }

            CountCreating(1);
        }

        return Create();
    }

    private VmShell Create()
    {
        VmShell? shell = null;
        try
        {
            return shell = new VmShell(_device);
        }
        finally
        {
            lock (_gate)
            {
                if (shell is not null)
                {
                    _shells.Add(shell);
                }

                CountCreating(-1);
                Monitor.Pulse(_gate);
            }
        }
    }

    private VmShell? ClaimFree()
    {
        VcpuThread thread = VcpuThread.Current;
        VmShell? best = null;
        foreach (VmShell shell in _shells)
        {
            if (shell.Tenant is null && (best is null || shell.LastThread == thread) && shell.TryClaim())
            {
                // Another may have filled and left it since the look.
                if (shell.Tenant is not null)
                {
                    shell.Unclaim();
                    continue;
                }

                best?.Unclaim();
                best = shell;
                if (shell.LastThread == thread)
                {
                    break;
                }
            }
        }

        return best;
    }

    // Cold before hot, then longest ago. Claims may fail: then the next best.
    private VmShell? ClaimIdle(bool evenHot)
    {
        long now = Stopwatch.GetTimestamp();
        VmShell? best = null;
        long bestRank = long.MaxValue;
        foreach (VmShell shell in _shells)
        {
            bool isHot = shell.Entries > 1 && now - shell.LastUsed < Stopwatch.Frequency;
            long rank = isHot ? shell.LastUsed : shell.LastUsed - long.MaxValue / 2;
            if (rank < bestRank && (evenHot || !isHot) && shell.TryClaim())
            {
                best?.Unclaim();
                best = shell;
                bestRank = rank;
            }
        }

        return best;
    }

    private void Use(VmShell shell, Action<Vcpu, VcpuState> action, VcpuState state)
    {
        try
        {
            action(shell.Vcpu, state);
        }
        catch
        {
            shell.MarkSpent();
            throw;
        }
        finally
        {
            GiveUp(shell);
        }
    }

    private static void Empty(VmShell shell, bool save)
    {
        try
        {
            shell.Detach(save);
        }
        catch (KvmException)
        {
            // The shell is spent and goes; its instance, whose registers could not be saved, will say so when it is entered.
        }
    }

    private void GiveUp(VmShell shell)
    {
        if (shell.IsSpent || _isDisposed)
        {
            Destroy(shell);
            return;
        }

        if (Volatile.Read(ref _excess) > 0)
        {
            Empty(shell, save: true);
            Destroy(shell);
            return;
        }

        shell.Unclaim();
        if (Volatile.Read(ref _waiting) == 0)
        {
            return;
        }

        lock (_gate)
        {
            // Handed over while claimed: a thread that enters one instance in a loop would otherwise always be back before the waiter wakes.
            if (_handedOver.Count < _waiting && shell.TryClaim())
            {
                _handedOver.Enqueue(shell);
                Monitor.Pulse(_gate);
            }
        }
    }

    private void Destroy(VmShell shell)
    {
        lock (_gate)
        {
            _ = _shells.Remove(shell);
            CountCreating(0);
            Monitor.Pulse(_gate);
        }

        shell.Dispose();
    }

    private void CountCreating(int change)
    {
        _creating += change;
        Volatile.Write(ref _excess, _shells.Count + _creating - Capacity);
    }

    private bool LacksSpares()
    {
        int empty = 0;
        foreach (VmShell shell in _shells)
        {
            empty += shell.Tenant is null && !shell.IsClaimed ? 1 : 0;
        }

        return empty < _spares;
    }

    private void WantSpares()
    {
        if (LacksSpares())
        {
            if (_attendant is null)
            {
                _attendant = new Thread(Attend) { Name = "vmm shells", IsBackground = true };
                _attendant.Start();
            }

            _ = _spareWanted.Set();
        }
    }

    private void Attend()
    {
        while (!_isDisposed)
        {
            _ = _spareWanted.WaitOne();
            try
            {
                while (TryAddSpare())
                {
                }
            }
            catch (KvmException)
            {
                // Whoever needs a shell tries again, and learns why there is none.
            }
        }
    }

    private bool TryAddSpare()
    {
        VmShell? cold = null;
        lock (_gate)
        {
            if (_isDisposed || !LacksSpares())
            {
                return false;
            }

            if (_shells.Count + _creating < Capacity)
            {
                CountCreating(1);
            }
            else if ((cold = ClaimIdle(evenHot: false)) is null)
            {
                return false;
            }
        }

        if (cold is null)
        {
            GiveUp(Create());
        }
        else
        {
            Empty(cold, save: true);
            GiveUp(cold);
        }

        return true;
    }
}
