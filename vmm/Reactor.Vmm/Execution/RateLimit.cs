using System.Diagnostics;

namespace Reactor.Vmm.Execution;

/// <summary>A bucket that fills at a rate and holds what comes in one second. Reads the time only when it is empty.</summary>
/// <param name="perSecond">The rate, and the capacity.</param>
internal sealed class RateLimit(long perSecond)
{
    private double _left = perSecond;
    private long _filled = Stopwatch.GetTimestamp();

    /// <summary>The rate.</summary>
    internal long PerSecond => perSecond;

    /// <summary>Takes an amount out.</summary>
    /// <returns><see langword="false"/> when so much has not come yet.</returns>
    internal bool TryTake(long amount)
    {
        _left -= amount;
        return _left >= 0 || Fill();
    }

    private bool Fill()
    {
        long now = Stopwatch.GetTimestamp();
        _left = Math.Min(perSecond, _left + Stopwatch.GetElapsedTime(_filled, now).TotalSeconds * perSecond);
        _filled = now;
        return _left >= 0;
    }
}
