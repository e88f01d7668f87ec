namespace Reactor.Vmm.Memory;

/// <summary>A range of guest-virtual addresses, [Start, End), both multiples of the page size.</summary>
internal readonly record struct Region(ulong Start, ulong End, RegionKind Kind)
{
    internal ulong Length => End - Start;
}
