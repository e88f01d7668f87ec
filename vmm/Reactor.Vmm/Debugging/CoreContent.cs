using Reactor.Vmm.Images;
using Reactor.Vmm.Memory;
using Reactor.Vmm.Syscalls;

namespace Reactor.Vmm.Debugging;

/// <summary>What goes into a core.</summary>
/// <param name="Threads">At least one; the first is the one that ran last.</param>
/// <param name="Signal">What a debugger is told it died of; number 0 when it did not die.</param>
/// <param name="Memory">The guest's; not to be touched by anybody else meanwhile.</param>
/// <param name="Entry">Of the image it was started from.</param>
/// <param name="FeatureMask">XCR0: the parts of the XSAVE images that mean something.</param>
internal sealed record CoreContent(
    IReadOnlyList<CoreThread> Threads, SignalInfo Signal, AddressSpace Memory, ElfEntry Entry, ulong FeatureMask);
