namespace Reactor.Vmm.Memory;

/// <summary>A 2 MiB page of ring 3 that is present.</summary>
/// <param name="Address">Guest-virtual, a multiple of the frame size.</param>
/// <param name="Physical">Guest-physical, a multiple of the frame size.</param>
/// <param name="Access">What ring 3 may do with it.</param>
internal readonly record struct PageMapping(ulong Address, long Physical, PageAccess Access);
