using Reactor.Vmm.Memory;
using Reactor.Vmm.Snapshots;

namespace Reactor.Vmm.Syscalls;

/// <summary>A guest's time: the batch's clock, so that a guest can be replayed. Only CLOCK_REALTIME of a guest being booted is the host's.</summary>
/// <remarks>
/// <para>Time passes in three ways, all of them the guest's own doing: each reading moves it on by 2 µs, because code that waits for time to
/// pass without saying so would otherwise never end; sched_yield(2) by 10 µs, for the same reason; and when every thread waits, to the earliest
/// timeout. The next batch sets CLOCK_REALTIME anew; CLOCK_MONOTONIC never goes back.</para>
/// <para>The monotonic time lies in the mailbox page: guests that read clocks without a system call (wrap.c) keep it there too, so that
/// both see one clock and it is part of every snapshot. Its value is therefore the guest's word; a wrong one harms nobody else.</para>
/// </remarks>
internal sealed class GuestClock
{
    private const long ReadingNs = 2_000;
    private const long YieldNs = 10_000;

    // 146 years: a later time is a guest's nonsense, and sums with it must not overflow.
    private const long LatestNs = 1L << 62;

    private readonly GuestMemory _memory;
    private readonly bool _isHost;
    private long _batch;
    private long _readings;

    private GuestClock(GuestMemory memory, bool isHost)
    {
        _memory = memory;
        _isHost = isHost;
    }

    /// <summary>CLOCK_MONOTONIC without reading it.</summary>
    internal long Now => Math.Clamp(Mailbox.MonotonicNs, -LatestNs, LatestNs);

    private Mailbox Mailbox => new(SystemFrame.Page(_memory.FrameZero, SystemFrame.MailboxPage));

    /// <summary>The clock of a guest that is being booted.</summary>
    internal static GuestClock OfHost(GuestMemory memory) => new(memory, isHost: true);

    /// <summary>The clock of an instance of the guest that was booted with this one.</summary>
    internal GuestClock ForInstance(GuestMemory memory) => new(memory, isHost: false) { _batch = _batch, _readings = _readings };

    internal void Save(StateWriter writer)
    {
        writer.Int64(_batch);
        writer.Int64(_readings);
    }

    /// <param name="reader">What <see cref="Save"/> wrote, hostile.</param>
    /// <param name="memory">Holds the monotonic time.</param>
    internal static GuestClock Load(ref StateReader reader, GuestMemory memory) => new(memory, isHost: false)
    {
        _batch = reader.Int64(),
        _readings = reader.Int64(0, int.MaxValue, "its clock was read an impossible number of times"),
    };

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
        : Add(_batch, ReadingNs * ++_readings);

    /// <summary>CLOCK_MONOTONIC, nanoseconds; never goes back, whatever the batches say.</summary>
    internal long Monotonic()
    {
        long now = Math.Max(Add(Now, ReadingNs), _isHost ? long.MinValue : _batch);
        Store(now);
        return now;
    }

    /// <summary>A thread has offered the CPU to others: a little time passes.</summary>
    internal void PassYield() => PassTo(Add(Now, YieldNs));

    /// <summary>Nobody can run before a time has come: it comes, on both clocks.</summary>
    /// <param name="toNs">Monotonic time.</param>
    internal void PassTo(long toNs)
    {
        long now = Now;
        if (toNs <= now)
        {
            return;
        }

        Store(toNs);
        if (!_isHost)
        {
            _batch = Add(_batch, Math.Min(toNs, LatestNs) - now);
            Mailbox mailbox = Mailbox;
            mailbox.ClockNs = _batch;
        }
    }

    private static long Add(long time, long ns) => Math.Clamp(time, -LatestNs, LatestNs) + Math.Clamp(ns, 0, LatestNs);

    private void Store(long monotonicNs)
    {
        Mailbox mailbox = Mailbox;
        mailbox.MonotonicNs = Math.Min(monotonicNs, LatestNs);
    }
}
