namespace Reactor.Vmm.Memory;

/// <summary>Tells when an instance writes so much of the memory it shares with its template that pages of its own are cheaper.</summary>
/// <remarks>
/// The pages are counted after every 64th entry, which costs 0.2 to 1 µs an entry. Moving to 2 MiB pages costs about 0.2 ms per MiB of the template,
/// once: what copying a few hundred single pages costs, 5 to 10 µs each.
/// </remarks>
internal sealed class HeatGauge
{
    /// <summary>More copied pages than this are hot: 2 MiB.</summary>
    internal const int HotPages = 512;

    private const int Interval = 64;

    private int _untilCount = Interval;

    /// <summary>Counts an entry.</summary>
    /// <returns>Whether the memory should be promoted now.</returns>
    internal bool IsHotAfterEntry(GuestMemory memory)
    {
        if (--_untilCount > 0)
        {
            return false;
        }

        _untilCount = Interval;
        return memory.CountCopies() > HotPages;
    }
}
