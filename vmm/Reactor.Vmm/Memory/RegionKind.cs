namespace Reactor.Vmm.Memory;

/// <summary>What a range of guest-virtual addresses was given out for.</summary>
internal enum RegionKind
{
    /// <summary>A segment of the image; its frames are present from the start.</summary>
    Image,

    /// <summary>Inbox and outbox; present from the start.</summary>
    Boxes,

    /// <summary>The heap of brk(2).</summary>
    Heap,

    /// <summary>The main thread's stack.</summary>
    Stack,

    /// <summary>Handed out by mmap(2).</summary>
    Mapping,

    /// <summary>Handed out by mmap(2) for the stack of a thread.</summary>
    ThreadStack,

    /// <summary>Kept free below a thread's stack, so that an overflow faults.</summary>
    Guard,
}
