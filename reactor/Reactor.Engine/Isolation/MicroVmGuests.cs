using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Contracts.Guests;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Resources;
using Reactor.QueryCompiler.NativeImage;
using Reactor.Vmm;
using Reactor.Vmm.Pool;

namespace Reactor.Engine.Isolation;

/// <summary>
/// Queries in micro-VMs: clones of one booted image. The collector reads its memory limit when it starts, so there is one template
/// for each power of two of memory, made at its first use: read from the file of an earlier boot, or booted. All share one
/// <see cref="VmPool"/>: one is kept ready per template, and those that rest are hibernated when memory runs short.
/// </summary>
public sealed partial class MicroVmGuests : IGuestProvider
{
    private static readonly TimeSpan BootDeadline = TimeSpan.FromSeconds(10);

    private readonly GuestImage _image;
    private readonly string? _cachedImage;
    private readonly VmPool _pool;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<long, Lazy<GuestTemplate>> _templates = new();
    private readonly ConcurrentBag<Task> _saving = [];
    private long _bootTicks;

    /// <summary>Makes a provider that boots each template.</summary>
    /// <param name="image">The image of all queries.</param>
    /// <param name="pool">What its instances may use; when not given, they hibernate to the user's cache and the rest is the pool's defaults.</param>
    /// <exception cref="IOException">The hibernation directory cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The hibernation directory may not be created.</exception>
    public MicroVmGuests(GuestImage image, VmPoolOptions? pool = null)
        : this(image, null, pool, NullLogger<MicroVmGuests>.Instance)
    {
    }

    /// <summary>Makes a provider that boots each template.</summary>
    /// <param name="image">The image of all queries.</param>
    /// <param name="memory">What instances' memory is made of.</param>
    public MicroVmGuests(GuestImage image, InstanceMemory memory)
        : this(image, new VmPoolOptions { Memory = memory })
    {
    }

    /// <summary>Makes a provider that keeps booted templates beside their image.</summary>
    /// <param name="image">The image of all queries, in a cache, its hash verified.</param>
    /// <param name="logger">Told when a kept template cannot be used.</param>
    /// <param name="pool">As for the other constructor.</param>
    /// <exception cref="IOException">The hibernation directory cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The hibernation directory may not be created.</exception>
    public MicroVmGuests(NativeImage image, ILogger logger, VmPoolOptions? pool = null)
        : this(GuestImage.Load(image.Path, Convert.FromHexString(image.ContentHash)), image.Path, pool, logger)
    {
    }

    private MicroVmGuests(GuestImage image, string? cachedImage, VmPoolOptions? pool, ILogger logger)
    {
        _image = image;
        _cachedImage = cachedImage;
        _pool = new VmPool(pool ?? new VmPoolOptions { HibernationDirectory = Path.Combine(ImageCache.DefaultDirectory, "hibernated") });
        _logger = logger;
    }

    /// <inheritdoc/>
    public string Isolation => "microvm";

    /// <summary>Time spent booting templates so far.</summary>
    public TimeSpan BootTime => TimeSpan.FromTicks(Interlocked.Read(ref _bootTicks));

    /// <inheritdoc/>
    /// <exception cref="GuestBootException">The image does not start within the limits.</exception>
    /// <exception cref="MemoryBudgetException">The instances' memory budget is used up.</exception>
    public IGuestInstance Create(QueryManifest query, QueryRuntimeSettings settings)
    {
        var memoryClass = GuestLimits.ClassOf(Math.Max(settings.MemoryBytes, GuestRuntimeKnobs.MinMemoryBytes));
        return _pool.Rent(_templates.GetOrAdd(memoryClass, bytes => new Lazy<GuestTemplate>(() => Boot(bytes))).Value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pool.Dispose();
        Task.WaitAll([.. _saving]);
        foreach (var template in _templates.Values.Where(template => template.IsValueCreated))
        {
            template.Value.Dispose();
        }
    }

    private GuestTemplate Boot(long memoryBytes)
    {
        var started = Stopwatch.GetTimestamp();
        var limits = new GuestLimits { MemoryBytes = memoryBytes };
        var environment = GuestRuntimeKnobs.For(memoryBytes);
        var path = _cachedImage is null ? null : ImageCache.BootedPath(_cachedImage, memoryBytes, environment);
        var template = path is null ? null : LoadOrNull(path, limits);
        if (template is null)
        {
            template = GuestTemplate.Boot(_image, limits, environment, BootDeadline);
            if (path is not null)
            {
                _saving.Add(Task.Run(() => SaveOrLeave(template, path)));
            }
        }

        Interlocked.Add(ref _bootTicks, Stopwatch.GetElapsedTime(started).Ticks);
        return template;
    }

    private GuestTemplate? LoadOrNull(string path, GuestLimits limits)
    {
        try
        {
            return File.Exists(path) ? GuestTemplate.Load(path, _image, limits) : null;
        }
        catch (Exception exception) when (exception is SnapshotException or IOException or UnauthorizedAccessException)
        {
            LogKeptRefused(exception.Message);
            return null;
        }
    }

    // Only a faster next start is lost.
    private void SaveOrLeave(GuestTemplate template, string path)
    {
        try
        {
            template.Snapshot.Save(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogNotKept(exception.Message);
        }
    }

    [LoggerMessage(3040, LogLevel.Warning, "The image is booted again and its snapshot written anew. {Reason}")]
    private partial void LogKeptRefused(string reason);

    [LoggerMessage(3041, LogLevel.Warning, "The booted image cannot be kept for the next start. {Reason}")]
    private partial void LogNotKept(string reason);
}
