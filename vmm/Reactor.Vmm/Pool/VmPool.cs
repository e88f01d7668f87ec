using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Reactor.Vmm.Pool;

/// <summary>
/// Instances under one memory budget: some of each template kept ready, those that have rested longest written to files when memory runs short.
/// </summary>
/// <remarks>
/// <para>One background thread makes instances ready after each <see cref="Rent"/>, destroys those that were disposed, measures what those that rest
/// hold, and hibernates them in the order in which they began to rest, from nine tenths of the budget down to eight. So whoever rents or uses an
/// instance seldom waits for room; when he has to, room is made on his thread.</para>
/// <para>An instance is never rented twice: a disposed one may hold anything. Thread-safe.</para>
/// </remarks>
public sealed partial class VmPool : IDisposable
{
    /// <summary>Disposed instances that may wait to be destroyed; beyond, who disposes destroys.</summary>
    private const int MostRetired = 64;

    private readonly VmPoolOptions _options;
    private readonly ILogger _logger;
    private readonly HibernationDirectory? _directory;
    private readonly ConcurrentDictionary<GuestTemplate, WarmInstances> _warm = new();
    private readonly ConcurrentDictionary<PooledVm, bool> _instances = new();
    private readonly ConcurrentQueue<PooledVm> _retired = new();
    private readonly ConcurrentQueue<PooledVm> _rested = new();
    private readonly AutoResetEvent _work = new(initialState: false);
    private readonly Lock _gate = new();
    private readonly Lock _making = new();
    private readonly Thread _worker;
    private long _held;
    private int _number;
    private bool _isDisposed;

    /// <summary>Makes a pool without instances.</summary>
    /// <param name="options">What it may use; defaults when not given.</param>
    /// <param name="logger">Told when instances cannot be made or hibernated.</param>
    /// <exception cref="IOException">The hibernation directory cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The hibernation directory may not be created.</exception>
    public VmPool(VmPoolOptions? options = null, ILogger<VmPool>? logger = null)
    {
        _options = options ?? new VmPoolOptions();
        _options.Validate();
        _logger = logger ?? NullLogger<VmPool>.Instance;
        _directory = _options.HibernationDirectory is { } path ? new HibernationDirectory(path) : null;
        _worker = new Thread(Work) { Name = "vmm pool", IsBackground = true };
        _worker.Start();
    }

    /// <summary>Instances ready to be rented, of all templates.</summary>
    public int WarmCount => _warm.Values.Sum(warm => warm.Ready.Count);

    /// <summary>Instances that exist: rented, ready, hibernated.</summary>
    public int Count => _instances.Count;

    /// <summary>Instances whose memory lies in a file.</summary>
    public int HibernatedCount => _instances.Keys.Count(instance => instance.IsHibernated);

    /// <summary>Bytes of host memory that instances hold of their own, as last measured.</summary>
    public long HeldBytes => Interlocked.Read(ref _held);

    /// <summary>Has instances of a template made ready, before the first is rented.</summary>
    /// <param name="template">Stays the caller's and must outlive the pool.</param>
    public void Prepare(GuestTemplate template)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _ = WarmOf(template);
        WakeWorker();
    }

    /// <summary>Hands out an instance: one that is ready, or one made now when there is none. Disposing it gives it back to be destroyed.</summary>
    /// <param name="template">What it is a clone of; stays the caller's and must outlive the pool.</param>
    /// <exception cref="MemoryBudgetException">There is no memory left for it.</exception>
    /// <exception cref="KvmException">The host refused.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public PooledVm Rent(GuestTemplate template)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        WarmInstances warm = WarmOf(template);
        bool isWarm = warm.Ready.TryDequeue(out PooledVm? instance);
        WakeWorker();
        if (isWarm)
        {
            return instance!;
        }

        long reserved = warm.FreshBytes;
        Reserve(reserved);
        try
        {
            return Create(template, warm);
        }
        finally
        {
            Account(-reserved);
        }
    }

    /// <summary>Destroys the instances that are ready. Dispose rented ones first: those that are awake stay usable, those that are hibernated are lost.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        _ = _work.Set();
        _worker.Join();
        _work.Dispose();
        _directory?.Delete();
    }

    /// <summary>An instance began to rest: it is measured, and may be hibernated from now on.</summary>
    internal void NoteRest(PooledVm instance)
    {
        // Once a second is enough; who fills his memory in less is noticed then.
        if (instance.RestedAt - instance.MeasuredAt > Stopwatch.Frequency)
        {
            instance.MeasuredAt = instance.RestedAt;
            _rested.Enqueue(instance);
            WakeWorker();
        }
        else if (HeldBytes > _options.MemoryBudgetBytes / 10 * 9)
        {
            WakeWorker();
        }
    }

    /// <summary>Reads a claimed instance back, if it is hibernated.</summary>
    internal void Wake(PooledVm instance)
    {
        if (instance.ClaimedVm.IsHibernated)
        {
            Reserve(instance.HeldBytes);
            try
            {
                instance.ClaimedVm.Wake();
            }
            catch
            {
                Account(-instance.HeldBytes);
                throw;
            }
        }
    }

    /// <summary>Destroys a discarded instance in the background.</summary>
    internal void Retire(PooledVm instance)
    {
        if (_retired.Count < MostRetired)
        {
            lock (_gate)
            {
                if (!_isDisposed)
                {
                    _retired.Enqueue(instance);
                    _ = _work.Set();
                    return;
                }
            }
        }

        Destroy(instance);
    }

    private WarmInstances WarmOf(GuestTemplate template) => _warm.GetOrAdd(template, static _ => new WarmInstances());

    private PooledVm Create(GuestTemplate template, WarmInstances warm)
    {
        var instance = new PooledVm(this, template.Clone(_options.Memory), Interlocked.Increment(ref _number));
        _instances[instance] = true;
        instance.HeldBytes = warm.FreshBytes = instance.ClaimedVm.MeasureHeldBytes();
        Account(instance.HeldBytes);
        return instance;
    }

    private void Destroy(PooledVm instance)
    {
        bool wasAwake = !instance.ClaimedVm.IsHibernated;
        instance.ClaimedVm.Dispose();
        _ = _instances.TryRemove(instance, out _);
        Account(wasAwake ? -instance.HeldBytes : 0);
    }

    private void Account(long bytes) => Interlocked.Add(ref _held, bytes);

    private void WakeWorker()
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _ = _work.Set();
            }
        }
    }

    // On the thread of somebody who needs the memory now.
    private void Reserve(long bytes)
    {
        const int MostAttempts = 100;
        for (int attempt = 0; !TryReserve(bytes); attempt++)
        {
            // What another thread is just measuring or hibernating is no loss yet.
            if (attempt == MostAttempts || !_instances.Keys.Any(instance => instance.IsClaimed && !instance.IsHibernated))
            {
                throw new MemoryBudgetException(HeldBytes, bytes, _options.MemoryBudgetBytes, _directory is not null);
            }

            Thread.Sleep(1);
        }
    }

    private bool TryReserve(long bytes)
    {
        long most = _options.MemoryBudgetBytes - bytes;
        lock (_making)
        {
            if (HeldBytes > most)
            {
                DestroyRetired();
                MeasureRested();
                HibernateDownTo(most);
            }

            if (HeldBytes > most)
            {
                DestroyReady(most);
            }

            if (HeldBytes > most)
            {
                return false;
            }

            Account(bytes);
            return true;
        }
    }

    private void Work()
    {
        while (!_isDisposed)
        {
            _ = _work.WaitOne();
            DestroyRetired();
            MeasureRested();
            if (HeldBytes > _options.MemoryBudgetBytes / 10 * 9)
            {
                HibernateDownTo(_options.MemoryBudgetBytes / 10 * 8);
            }

            Refill();
        }

        DestroyRetired();
        DestroyReady(long.MinValue);
    }

    private void DestroyRetired()
    {
        while (_retired.TryDequeue(out PooledVm? instance))
        {
            Destroy(instance);
        }
    }

    private void DestroyReady(long bytes)
    {
        foreach (WarmInstances warm in _warm.Values)
        {
            while (HeldBytes > bytes && warm.Ready.TryDequeue(out PooledVm? instance))
            {
                Destroy(instance);
            }
        }
    }

    private void MeasureRested()
    {
        while (_rested.TryDequeue(out PooledVm? instance))
        {
            if (instance.TryClaim())
            {
                Measure(instance);
                instance.Unclaim();
            }
        }
    }

    private void Measure(PooledVm instance)
    {
        if (!instance.ClaimedVm.IsHibernated)
        {
            long bytes = instance.ClaimedVm.MeasureHeldBytes();
            Account(bytes - instance.HeldBytes);
            instance.HeldBytes = bytes;
        }
    }

    private void HibernateDownTo(long bytes)
    {
        if (_directory is null)
        {
            return;
        }

        foreach (PooledVm instance in _instances.Keys.Where(instance => instance.IsResting && !instance.IsHibernated).OrderBy(instance => instance.RestedAt))
        {
            // One at a time: two that make room would hibernate twice as many as needed.
            lock (_making)
            {
                if (HeldBytes <= bytes)
                {
                    return;
                }

                TryHibernate(instance);
            }
        }
    }

    private void TryHibernate(PooledVm instance)
    {
        if (!instance.TryClaim())
        {
            return;
        }

        try
        {
            if (!instance.ClaimedVm.IsHibernated && instance.ClaimedVm.State is MicroVmState.Ready or MicroVmState.OutboxFull)
            {
                Measure(instance);
                instance.ClaimedVm.Hibernate(_directory!.FileOf(instance));
                Account(-instance.HeldBytes);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or KvmException)
        {
            // It stays awake, and the budget is not met: whoever needs room is told.
            LogHibernationFailed(exception);
        }
        finally
        {
            instance.Unclaim();
        }
    }

    private void Refill()
    {
        foreach ((GuestTemplate template, WarmInstances warm) in _warm)
        {
            try
            {
                while (!_isDisposed && warm.Ready.Count < _options.WarmCount
                    && HeldBytes + warm.FreshBytes <= _options.MemoryBudgetBytes / 10 * 8)
                {
                    warm.Ready.Enqueue(Create(template, warm));
                }
            }
            catch (Exception exception) when (exception is KvmException or ObjectDisposedException)
            {
                // The next rental tries again, and reports the failure to its caller if there is still no instance.
                LogRefillFailed(exception);
            }
        }
    }

    [LoggerMessage(2001, LogLevel.Warning, "The pool cannot make another micro-VM.")]
    private partial void LogRefillFailed(Exception exception);

    [LoggerMessage(2002, LogLevel.Warning, "A resting micro-VM cannot be hibernated; it keeps its memory.")]
    private partial void LogHibernationFailed(Exception exception);
}
