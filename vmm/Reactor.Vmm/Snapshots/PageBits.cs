using System.Numerics;
using System.Runtime.CompilerServices;
using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Snapshots;

/// <summary>One bit for each 4 KiB page of a 2 MiB frame.</summary>
[InlineArray(Words)]
internal struct PageBits
{
    internal const int Pages = (int)(GuestLayout.FrameBytes / GuestLayout.PageBytes);
    internal const int Bytes = Pages / 8;
    internal const int Words = Pages / 64;

    private ulong _first;

    internal readonly int Count
    {
        get
        {
            int count = 0;
            foreach (ulong word in this)
            {
                count += BitOperations.PopCount(word);
            }

            return count;
        }
    }

    internal readonly bool IsSet(int page) => (this[page >> 6] >> (page & 63) & 1) != 0;

    internal void Set(int first, int count)
    {
        for (int page = first; page < first + count; page++)
        {
            this[page >> 6] |= 1ul << (page & 63);
        }
    }

    /// <summary>Whether no page is in both.</summary>
    internal readonly bool IsDisjointFrom(in PageBits other)
    {
        for (int i = 0; i < Words; i++)
        {
            if ((this[i] & other[i]) != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether every page is in the other too.</summary>
    internal readonly bool IsWithin(in PageBits other)
    {
        for (int i = 0; i < Words; i++)
        {
            if ((this[i] & ~other[i]) != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The next run of set pages.</summary>
    /// <param name="page">Where to start looking; then behind the run.</param>
    /// <param name="first">Its first page.</param>
    /// <param name="count">Its pages.</param>
    internal readonly bool TryNextRun(ref int page, out int first, out int count)
    {
        while (page < Pages && !IsSet(page))
        {
            page++;
        }

        first = page;
        while (page < Pages && IsSet(page))
        {
            page++;
        }

        count = page - first;
        return count > 0;
    }
}
