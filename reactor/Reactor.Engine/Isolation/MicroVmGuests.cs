using System.Collections.Concurrent;
using System.Diagnostics;
using Reactor.Contracts.Guests;
using Reactor.Contracts.Queries;
using Reactor.Contracts.Resources;
using Reactor.QueryCompiler.NativeImage;
using Reactor.Vmm;

namespace Reactor.Engine.Isolation;

/// <summary>
/// Queries in micro-VMs: clones of one booted image. The collector reads its memory limit when it starts, so there is one template
/// for each power of two of memory, booted at its first use.
/// </summary>
public sealed class MicroVmGuests : IGuestProvider
{
    private static readonly TimeSpan BootDeadline = TimeSpan.FromSeconds(10);

    private readonly GuestImage _image;
    private readonly InstanceMemory _memory;
    private readonly ConcurrentDictionary<long, Lazy<GuestTemplate>> _templates = new();
    private long _bootTicks;

    /// <summary>Makes a provider.</summary>
    /// <param name="image">The image of all queries.</param>
    /// <param name="memory">What instances' memory is made of.</param>
    public MicroVmGuests(GuestImage image, InstanceMemory memory = InstanceMemory.CopyOnWrite)
    {
        _image = image;
        _memory = memory;
    }

    /// <inheritdoc/>
    public string Isolation => "microvm";

    /// <summary>Time spent booting templates so far.</summary>
    public TimeSpan BootTime => TimeSpan.FromTicks(Interlocked.Read(ref _bootTicks));

    /// <inheritdoc/>
    /// <exception cref="GuestBootException">The image does not start within the limits.</exception>
    public IGuestInstance Create(QueryManifest query, QueryRuntimeSettings settings)
    {
        var memoryClass = GuestLimits.ClassOf(Math.Max(settings.MemoryBytes, GuestRuntimeKnobs.MinMemoryBytes));
        return _templates.GetOrAdd(memoryClass, bytes => new Lazy<GuestTemplate>(() => Boot(bytes))).Value.Clone(_memory);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var template in _templates.Values.Where(template => template.IsValueCreated))
        {
            template.Value.Dispose();
        }
    }

    private GuestTemplate Boot(long memoryBytes)
    {
        var started = Stopwatch.GetTimestamp();
        var template = GuestTemplate.Boot(_image, new GuestLimits { MemoryBytes = memoryBytes }, GuestRuntimeKnobs.For(memoryBytes), BootDeadline);
        Interlocked.Add(ref _bootTicks, Stopwatch.GetElapsedTime(started).Ticks);
        return template;
    }
}
