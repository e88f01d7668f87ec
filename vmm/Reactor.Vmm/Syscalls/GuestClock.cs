namespace Reactor.Vmm.Syscalls;

/// <summary>A guest's time. Booting it is the host's; from the snapshot on it is the batch's clock, so that a guest can be replayed.</summary>
/// <remarks>
/// Every reading moves time on by 1 µs: code that waits for time to pass without saying so would otherwise never end. The next batch sets it anew.
/// </remarks>
internal sealed class GuestClock
{
    private const long ReadingNs = 1000;

    private readonly bool _isHost;
    private long _batch;
    private long _readings;
    private long _monotonic;

    private GuestClock(bool isHost, long monotonic)
    {
        _isHost = isHost;
        _monotonic = monotonic;
    }

    /// <summary>The host's time: only while booting.</summary>
    internal static GuestClock OfHost() => new(isHost: true, monotonic: 0);

    /// <summary>The clock of an instance of the guest that was booted with this one.</summary>
    internal GuestClock ForInstance() => new(isHost: false, _monotonic);

    internal GuestClock Copy() => new(_isHost, _monotonic) { _batch = _batch, _readings = _readings };

    /// <summary>Starts a batch.</summary>
    /// <param name="clockNs">Nanoseconds since the Unix epoch.</param>
    internal void Set(long clockNs)
    {
        _batch = clockNs;
        _readings = 0;
    }

    /// <summary>CLOCK_REALTIME, nanoseconds since the Unix epoch.</summary>
    internal long Realtime() => _isHost
        ? (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick
        : _batch + ReadingNs * ++_readings;

    /// <summary>CLOCK_MONOTONIC, nanoseconds; never goes back, whatever the batches say.</summary>
    internal long Monotonic() => _monotonic = Math.Max(_monotonic + ReadingNs, Realtime());

    /// <summary>Nobody can run before a time has come: it comes.</summary>
    internal void AdvanceMonotonic(long toNs) => _monotonic = Math.Max(_monotonic, toNs);
}
