using System.Buffers.Binary;

namespace Reactor.Vmm.Syscalls;

/// <summary>A thread's alternate signal stack (sigaltstack(2)); none while <paramref name="Size"/> is 0.</summary>
/// <param name="Start">Its lowest address: the guest's word, hostile.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Flags">SS_AUTODISARM or 0.</param>
internal readonly record struct SignalStack(ulong Start, ulong Size, uint Flags)
{
    /// <summary>Bytes of stack_t: pointer, flags, padding, size.</summary>
    internal const int Bytes = 24;

    internal const uint OnStack = 1;                // SS_ONSTACK
    internal const uint Disabled = 2;               // SS_DISABLE
    internal const uint AutoDisarm = 1u << 31;      // SS_AUTODISARM

    /// <summary>Least size accepted, MINSIGSTKSZ.</summary>
    internal const ulong MinSize = 2048;

    internal bool Exists => Size != 0;

    internal ulong End => unchecked(Start + Size);

    /// <summary>Whether a stack pointer lies on it.</summary>
    internal bool Holds(ulong stackPointer) => Exists && stackPointer > Start && stackPointer - Start <= Size;

    internal static (ulong Start, uint Flags, ulong Size) Read(ReadOnlySpan<byte> structure) => (
        BinaryPrimitives.ReadUInt64LittleEndian(structure),
        BinaryPrimitives.ReadUInt32LittleEndian(structure[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(structure[16..]));

    /// <summary>Writes stack_t as it is to be reported to code that runs at a stack pointer.</summary>
    internal void Write(Span<byte> structure, ulong stackPointer)
    {
        structure[..Bytes].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(structure, Start);
        BinaryPrimitives.WriteUInt32LittleEndian(structure[8..], !Exists ? Disabled : Holds(stackPointer) ? Flags | OnStack : Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(structure[16..], Size);
    }
}
