namespace Reactor.Vmm.Images;

/// <summary>What a started program is told about its own file.</summary>
/// <param name="Address">First instruction.</param>
/// <param name="HeadersAddress">Program headers in memory (AT_PHDR); 0 when no segment contains them.</param>
/// <param name="HeaderCount">Number of program headers (AT_PHNUM).</param>
internal readonly record struct ElfEntry(GuestAddress Address, GuestAddress HeadersAddress, int HeaderCount);
