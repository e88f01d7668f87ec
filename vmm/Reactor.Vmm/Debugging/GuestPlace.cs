using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Debugging;

/// <summary>Says what an address of a guest lies in.</summary>
internal static class GuestPlace
{
    private const ulong GuardBytes = 2 << 20;
    private const ulong UserAddressEnd = 1ul << 47;
    private const ulong KernelStart = 0xFFFF_8000_0000_0000;

    /// <summary>The place in words, fit for "the address lies in ...".</summary>
    /// <param name="address">Any number.</param>
    /// <param name="symbol">The image's name for it, if there is one.</param>
    /// <param name="memory">The guest's.</param>
    /// <param name="threads">Each thread's id and stack pointer.</param>
    internal static string Describe(ulong address, Symbol? symbol, AddressSpace memory, IEnumerable<(int Id, ulong StackPointer)> threads)
    {
        const ulong MainStackStart = GuestLayout.StackEnd - GuestLayout.StackBytes;
        const ulong Page = GuestLayout.PageBytes;
        return address switch
        {
            < GuestLayout.LowestAddress => "the null page",
            >= KernelStart => "the CPU's own tables or beyond, closed to guests",
            >= UserAddressEnd => "no address at all (not canonical)",
            >= GuestLayout.Mailbox and < GuestLayout.Mailbox + Page => "the mailbox",
            >= GuestLayout.Hypercall and < GuestLayout.Hypercall + Page => "the hypercall page",
            >= MainStackStart - GuardBytes and < MainStackStart => "the guard below the stack of thread 1",
            _ when memory.TryFindRegion(new GuestAddress(address), out Region region) => Describe(address, symbol, memory, region, threads),
            _ => "nothing that was given out",
        };
    }

    private static string Describe(
        ulong address, Symbol? symbol, AddressSpace memory, Region region, IEnumerable<(int Id, ulong StackPointer)> threads) => region.Kind switch
    {
        RegionKind.Image => ImagePart(address, symbol, memory),
        RegionKind.Boxes => "inbox or outbox",
        RegionKind.Heap => "the heap",
        RegionKind.Stack => "the stack of thread 1",
        RegionKind.ThreadStack => $"the stack of {Owner(region.Start, region.End, threads)}",
        RegionKind.Guard => $"the guard below the stack of {OwnerAbove(region, memory, threads)}",
        _ => $"memory mapped at 0x{region.Start:x}",
    };

    private static string ImagePart(ulong address, Symbol? symbol, AddressSpace memory)
    {
        string part = !memory.TryFindMapping(new GuestAddress(address), out PageMapping page) ? "image"
            : page.Access == PageAccess.Execute ? "text"
            : page.Access == PageAccess.ReadWrite ? "data"
            : "constants";
        return symbol is { } name ? $"the image's {part}, {name}" : $"the image's {part}";
    }

    // An overflowing stack pointer lies in the guard itself.
    private static string OwnerAbove(Region guard, AddressSpace memory, IEnumerable<(int Id, ulong StackPointer)> threads) =>
        Owner(guard.Start, memory.TryFindRegion(new GuestAddress(guard.End), out Region stack) ? stack.End : guard.End, threads);

    private static string Owner(ulong start, ulong end, IEnumerable<(int Id, ulong StackPointer)> threads)
    {
        foreach ((int id, ulong stackPointer) in threads)
        {
            if (stackPointer >= start && stackPointer < end)
            {
                return $"thread {id}";
            }
        }

        return "a thread";
    }
}
