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
/// once since it was attached, or not for a second, loses its shell first. When all shells are running, the caller waits for the first that stops, and gets it.</para>
/// <para>Thread-safe.</para>
/// </remarks>
public sealed class ShellPool : IDisposable
{
    /// <summary>Shells of a pool that is not told otherwise: 24.</summary>
    public const int DefaultCapacity = 24;

    private static readonly Lock SharedGate = new();
    private static ShellPool? SharedPool;

    private readonly KvmDevice _device;
    private readonly List<VmShell> _shells = [];
    private readonly Queue<VmShell> _handedOver = new();
    private readonly object _gate = new();
    private int _creating;
    private int _waiting;
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

    /// <summary>Gets an instance into a shell, which the caller has until <see cref="Release"/>.</summary>
    /// <exception cref="KvmException">The host refused.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    internal VmShell Acquire(ShellTenant tenant) => TryClaimOwn(tenant) ?? AcquireOther(tenant);

    /// <summary>Gives a shell up after an entry. The instance stays in it until another needs it.</summary>
    internal void Release(VmShell shell)
    {
        shell.Touch(VcpuThread.Current, Stopwatch.GetTimestamp());
        if (shell.IsSpent || _isDisposed)
        {
            Destroy(shell);
            return;
        }

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

    /// <summary>Destroys the shells that are not in use; those in use follow when they are given up. Instances cannot be entered any more.</summary>
    public void Dispose()
    {
        VmShell[] shells;
        lock (_gate)
        {
            _isDisposed = true;
            shells = [.. _shells];
            Monitor.PulseAll(_gate);
        }

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
            shell.Detach(save: true);
            shell.Attach(tenant);
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
                if (ClaimFree() is { } free)
                {
                    return free;
                }

                if (_shells.Count + _creating < Capacity)
                {
                    _creating++;
                    break;
                }

                // The look follows the announcement: a shell given up in between is either seen by it or handed over.
                _waiting++;
                Interlocked.MemoryBarrier();
                VmShell? shell = ClaimIdle();
                if (shell is null)
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
            }
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
                _creating--;
                if (shell is not null)
                {
                    _shells.Add(shell);
                }

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

    // Colder first, then longest ago. Claims may fail: then the next best.
    private VmShell? ClaimIdle()
    {
        long now = Stopwatch.GetTimestamp();
        VmShell? best = null;
        long bestRank = long.MaxValue;
        foreach (VmShell shell in _shells)
        {
            long rank = Rank(shell, now);
            if (rank < bestRank && shell.TryClaim())
            {
                best?.Unclaim();
                best = shell;
                bestRank = rank;
            }
        }

        return best;
    }

    private static long Rank(VmShell shell, long now)
    {
        bool isHot = shell.Entries > 1 && now - shell.LastUsed < Stopwatch.Frequency;
        return isHot ? shell.LastUsed : shell.LastUsed - long.MaxValue / 2;
    }

    private static void Empty(VmShell shell, bool save)
    {
        try
        {
            shell.Detach(save);
        }
        catch (KvmException)
        {
            // The shell is spent and goes; an instance whose registers could not be saved has lost what it ran since it was attached.
        }
    }

    private void GiveUp(VmShell shell)
    {
        if (shell.IsSpent)
        {
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
            Monitor.Pulse(_gate);
        }

        shell.Dispose();
    }
}
