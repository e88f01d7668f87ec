using System.Collections.Concurrent;

namespace Reactor.Vmm.Pool;

/// <summary>Instances of one template that wait to be rented.</summary>
internal sealed class WarmInstances
{
    internal ConcurrentQueue<PooledVm> Ready { get; } = new();

    /// <summary>What a fresh instance holds, as measured on the newest one.</summary>
    internal long FreshBytes { get; set; } = 256 << 10;
}
