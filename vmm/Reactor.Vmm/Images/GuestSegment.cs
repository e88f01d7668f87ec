using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Images;

/// <summary>A loadable segment of an image.</summary>
/// <param name="Address">Where it lies in the guest.</param>
/// <param name="MemoryBytes">Its length there; what the file does not fill is zero.</param>
/// <param name="FileOffset">Where its content starts in the file.</param>
/// <param name="FileBytes">Length of its content, at most <paramref name="MemoryBytes"/>.</param>
/// <param name="Access">What the guest may do with it.</param>
internal readonly record struct GuestSegment(ulong Address, ulong MemoryBytes, int FileOffset, int FileBytes, PageAccess Access)
{
    internal ulong End => Address + MemoryBytes;
}
