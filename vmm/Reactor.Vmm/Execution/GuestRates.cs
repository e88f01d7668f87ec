using Reactor.Contracts.Guests;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm.Execution;

/// <summary>What an instance may have of the host per second of real time. Not part of a snapshot: an instance starts with full buckets.</summary>
internal sealed class GuestRates(GuestLimits limits)
{
    private readonly RateLimit _exits = new(limits.ExitsPerSecond);
    private readonly RateLimit _logBytes = new(limits.LogBytesPerSecond);
    private readonly RateLimit _readBytes = new(limits.ReadBytesPerSecond);

    /// <summary>Counts a system call, page fault or host call.</summary>
    /// <returns><see langword="null"/>, or why the guest must stop.</returns>
    internal GuestStop? CountExit() => _exits.TryTake(1) ? null : Exceeded("called the host", _exits, "times");

    /// <summary>Counts bytes written to the log.</summary>
    /// <returns><see langword="null"/>, or why the guest must stop.</returns>
    internal GuestStop? CountLog(long bytes) => _logBytes.TryTake(bytes) ? null : Exceeded("wrote to its log", _logBytes, "bytes");

    /// <summary>Counts bytes read from files or drawn from the random stream.</summary>
    /// <returns><see langword="null"/>, or why the guest must stop.</returns>
    internal GuestStop? CountRead(long bytes) => _readBytes.TryTake(bytes) ? null : Exceeded("read", _readBytes, "bytes");

    private static GuestStop Exceeded(string action, RateLimit limit, string unit) =>
        new(GuestExitReason.LimitExceeded, $"guest {action} more than {limit.PerSecond} {unit} in a second, its limit");
}
