using System.Buffers.Binary;

namespace Reactor.Vmm.Syscalls;

/// <summary>What a guest wants done with a signal: struct sigaction as the kernel has it. All of it is the guest's, hostile.</summary>
/// <param name="Handler">Address of the handler, or <see cref="Default"/> or <see cref="Ignore"/>.</param>
/// <param name="Flags">SA_ flags.</param>
/// <param name="Restorer">What the handler returns to; makes the call rt_sigreturn(2).</param>
/// <param name="Mask">Signals blocked while the handler runs.</param>
internal readonly record struct SignalAction(ulong Handler, ulong Flags, ulong Restorer, ulong Mask)
{
    /// <summary>Bytes of the structure.</summary>
    internal const int Bytes = 32;

    internal const ulong Default = 0;
    internal const ulong Ignore = 1;

    internal const ulong OnAlternateStack = 0x0800_0000;   // SA_ONSTACK
    internal const ulong HasRestorer = 0x0400_0000;        // SA_RESTORER
    internal const ulong NoDefer = 0x4000_0000;            // SA_NODEFER
    internal const ulong ResetHandler = 0x8000_0000;       // SA_RESETHAND

    /// <summary>Whether the signal is thrown away.</summary>
    internal bool Ignores(int signal) => Handler == Ignore || (Handler == Default && SignalNumber.IsIgnoredByDefault(signal));

    internal bool HasHandler => Handler is not (Default or Ignore);

    internal static SignalAction Read(ReadOnlySpan<byte> structure) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(structure),
        BinaryPrimitives.ReadUInt64LittleEndian(structure[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(structure[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(structure[24..]) & ~SignalNumber.Unblockable);

    internal void Write(Span<byte> structure)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(structure, Handler);
        BinaryPrimitives.WriteUInt64LittleEndian(structure[8..], Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(structure[16..], Restorer);
        BinaryPrimitives.WriteUInt64LittleEndian(structure[24..], Mask);
    }
}
