namespace Reactor.Vmm.Tests;

/// <summary>Managed bytes that work on this thread allocates.</summary>
internal static class AllocatedBytes
{
    private const int Attempts = 8;

    /// <summary>The fewest of a few attempts: tests that run beside may take the instance's shell, and being attached again is no part of a call.</summary>
    internal static long Least(Action work)
    {
        var least = long.MaxValue;
        for (var attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
