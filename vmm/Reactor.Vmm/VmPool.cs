using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm;

/// <summary>Keeps instances of one template ready, and creates and destroys them off the caller's path.</summary>
/// <remarks>
/// One background thread refills the warm instances after each <see cref="Rent"/> and destroys those that were disposed. An instance is
/// never used twice: a disposed one may hold anything.
/// </remarks>
public sealed partial class VmPool : IDisposable
{
    private readonly GuestTemplate _template;
    private readonly int _warmCount;
    private readonly InstanceMemory _memory;
    private readonly ILogger _logger;
    private readonly ConcurrentQueue<MicroVm> _warm = new();
    private readonly ConcurrentQueue<MicroVm> _retired = new();
    private readonly AutoResetEvent _work = new(initialState: true);
    private readonly Lock _gate = new();
    private readonly Thread _worker;
    private bool _isDisposed;

    /// <param name="template">What to clone; stays the caller's and must outlive the pool.</param>
    /// <param name="warmCount">Instances to keep ready; 0 to 1000. Each costs about 0.6 MB of kernel memory.</param>
    /// <param name="memory">How instances hold their memory.</param>
    /// <param name="logger">Told when instances cannot be made.</param>
    public VmPool(
        GuestTemplate template, int warmCount, InstanceMemory memory = InstanceMemory.CopyOnWrite, ILogger<VmPool>? logger = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(warmCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(warmCount, 1000);
        _template = template;
        _warmCount = warmCount;
        _memory = memory;
        _logger = logger ?? NullLogger<VmPool>.Instance;
        _worker = new Thread(Work) { Name = "vmm pool", IsBackground = true };
        _worker.Start();
    }

    /// <summary>Instances ready to be rented.</summary>
    public int WarmCount => _warm.Count;

    /// <summary>Hands out an instance: a warm one, or one made now when there is none. Disposing it gives it back to be destroyed.</summary>
    /// <exception cref="KvmException">There was no warm one and the host refused another.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public MicroVm Rent()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        bool isWarm = _warm.TryDequeue(out MicroVm? instance);
        _ = _work.Set();
        return isWarm ? instance! : Create();
    }

    /// <summary>Destroys the warm instances. Rented ones stay usable and are destroyed where they are disposed.</summary>
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
    }

    private MicroVm Create() => _template.Clone(_memory, RandomNumberGenerator.GetBytes(GuestEntropy.SeedBytes), Retire);

    private void Retire(MicroVm instance)
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

        instance.Destroy();
    }

    private void Work()
    {
        while (!_isDisposed)
        {
            _ = _work.WaitOne();
            DestroyRetired();
            Refill();
        }

        DestroyRetired();
        while (_warm.TryDequeue(out MicroVm? instance))
        {
            instance.Destroy();
        }
    }

    private void DestroyRetired()
    {
        while (_retired.TryDequeue(out MicroVm? instance))
        {
            instance.Destroy();
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The queue owns them: they are rented or destroyed from there.")]
    private void Refill()
    {
        try
        {
            while (!_isDisposed && _warm.Count < _warmCount)
            {
                _warm.Enqueue(Create());
            }
        }
        catch (KvmException exception)
        {
            // The next rental tries again, and reports the failure to its caller if there is still no instance.
            LogRefillFailed(exception);
        }
    }

    [LoggerMessage(2001, LogLevel.Warning, "The pool cannot make another micro-VM.")]
    private partial void LogRefillFailed(Exception exception);
}
