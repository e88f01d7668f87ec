namespace Reactor.Vmm.Pool;

/// <summary>What a pool may use.</summary>
public sealed record VmPoolOptions
{
    /// <summary>
    /// Bytes of host memory that all instances together may hold of their own, warm ones included; what they share with their templates does not
    /// count. At least 1 MiB; default: three quarters of what this process may use.
    /// </summary>
    public long MemoryBudgetBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3;

    /// <summary>Instances to keep ready per template, 0 to 1000; default 1. Each holds what its template writes at once, some 100 KiB.</summary>
    public int WarmCount { get; init; } = 1;

    /// <summary>How instances hold their memory.</summary>
    public InstanceMemory Memory { get; init; } = InstanceMemory.CopyOnWrite;

    /// <summary>
    /// Where instances that rest are written to when memory runs short: a directory on a disk, created when it is missing and readable by its owner only.
    /// <see langword="null"/>, the default: nowhere, then nothing can be done about a budget that is used up.
    /// </summary>
    public string? HibernationDirectory { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MemoryBudgetBytes, 1L << 20);
        ArgumentOutOfRangeException.ThrowIfNegative(WarmCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(WarmCount, 1000);
    }
}
