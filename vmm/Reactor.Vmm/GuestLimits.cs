using System.Numerics;
using Reactor.Vmm.Memory;

namespace Reactor.Vmm;

/// <summary>How much a guest may use.</summary>
public sealed record GuestLimits
{
    /// <summary>Largest inbox or outbox: 256 MiB.</summary>
    public const int MaxBoxBytes = 256 << 20;

    /// <summary>Largest <see cref="Threads"/>.</summary>
    public const int MaxThreads = 1024;

    /// <summary>Smallest <see cref="MemoryBytes"/>: 16 MiB.</summary>
    public const long MinMemoryBytes = 16L << 20;

    /// <summary>Largest <see cref="MemoryBytes"/>: 16 GiB.</summary>
    public const long MaxMemoryBytes = 16L << 30;

    /// <summary>
    /// Memory of the guest in bytes: image, stacks and heap, counted in pages of 2 MiB when they are first touched, no more when they are given back.
    /// A power of two (<see cref="ClassOf"/>), <see cref="MinMemoryBytes"/> to <see cref="MaxMemoryBytes"/>; default 256 MiB. The boxes and 2 MiB for the
    /// CPU's tables come on top. A limit costs the host nothing; what is touched does.
    /// </summary>
    public long MemoryBytes { get; init; } = 256L << 20;

    /// <summary>Capacity of the inbox in bytes, 4 KiB to <see cref="MaxBoxBytes"/>, a multiple of 4 KiB; default 1 MiB.</summary>
    public int InboxBytes { get; init; } = 1 << 20;

    /// <summary>Capacity of the outbox in bytes, 4 KiB to <see cref="MaxBoxBytes"/>, a multiple of 4 KiB; default 1 MiB.</summary>
    public int OutboxBytes { get; init; } = 1 << 20;

    /// <summary>Most threads at a time, the first one included: 1 to <see cref="MaxThreads"/>; default 64. One more is refused with EAGAIN.</summary>
    public int Threads { get; init; } = 64;

    /// <summary>
    /// System calls, page faults and host calls per second of real time, with bursts of one second's worth; commands do not count. 100 or
    /// more; default 500,000. A guest that makes more is stopped with <see cref="Contracts.Guests.GuestExitReason.LimitExceeded"/>, as for the two below.
    /// </summary>
    public long ExitsPerSecond { get; init; } = 500_000;

    /// <summary>Bytes written to standard output and error per second, with bursts of one second's worth. 4 KiB or more; default 64 MiB.</summary>
    public long LogBytesPerSecond { get; init; } = 64 << 20;

    /// <summary>Bytes read from files or drawn by getrandom(2) per second, with bursts of one second's worth. 4 KiB or more; default 256 MiB.</summary>
    public long ReadBytesPerSecond { get; init; } = 256 << 20;

    internal int BoxFrames => (int)((InboxBytes + (long)OutboxBytes + GuestLayout.FrameBytes - 1) / GuestLayout.FrameBytes);

    /// <summary>Frames of physical memory: the CPU's, the boxes, the guest's.</summary>
    internal long Frames => 1 + BoxFrames + MemoryBytes / GuestLayout.FrameBytes;

    /// <summary>Bytes of physical memory, most of which are never used.</summary>
    internal long PhysicalBytes => FrameTable.Capacity(Frames) * GuestLayout.FrameBytes;

    /// <summary>The class of limits that gives a guest at least an amount of memory: the guest reads its limit while it boots, so each class has templates of its own.</summary>
    /// <param name="memoryBytes">1 to <see cref="MaxMemoryBytes"/>.</param>
    /// <returns>A value for <see cref="MemoryBytes"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public static long ClassOf(long memoryBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(memoryBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(memoryBytes, MaxMemoryBytes);
        return Math.Max(MinMemoryBytes, (long)BitOperations.RoundUpToPowerOf2((ulong)memoryBytes));
    }

    /// <exception cref="ArgumentOutOfRangeException">A value lies outside its range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(MemoryBytes, ClassOf(MemoryBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Threads, MaxThreads);
        ArgumentOutOfRangeException.ThrowIfLessThan(ExitsPerSecond, 100);
        ArgumentOutOfRangeException.ThrowIfLessThan(LogBytesPerSecond, 4096);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReadBytesPerSecond, 4096);
        ValidateBox(InboxBytes);
        ValidateBox(OutboxBytes);
    }

    private static void ValidateBox(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, GuestLayout.PageBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, MaxBoxBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes % GuestLayout.PageBytes, 0);
    }
}
