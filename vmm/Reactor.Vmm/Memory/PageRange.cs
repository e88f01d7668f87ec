namespace Reactor.Vmm.Memory;

/// <summary>A run of guest-physical memory, [Start, Start + Length), both multiples of 4 KiB.</summary>
internal readonly record struct PageRange(long Start, long Length)
{
    internal long End => Start + Length;
}
