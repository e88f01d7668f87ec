namespace Reactor.Reactions;

/// <summary>How long to wait between attempts: doubling from a first to a longest delay, each shortened at random by up to half, so that
/// many waiters do not come back together.</summary>
/// <param name="Initial">Delay after the first failure.</param>
/// <param name="Maximum">Longest delay.</param>
internal sealed record BackOff(TimeSpan Initial, TimeSpan Maximum)
{
    /// <summary>100 ms to 10 s.</summary>
    public static BackOff Default { get; } = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10));

    /// <summary>The delay after some failures in a row.</summary>
    /// <param name="failures">1 or more.</param>
    public TimeSpan DelayAfter(int failures)
    {
        var full = Math.Min(Maximum.TotalMilliseconds, Initial.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 40)));
        return TimeSpan.FromMilliseconds(full * (1 - (Random.Shared.NextDouble() / 2)));
    }
}
