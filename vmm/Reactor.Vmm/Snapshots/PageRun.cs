namespace Reactor.Vmm.Snapshots;

/// <summary>What a run of guest-physical pages holds: bytes kept elsewhere, or zeroes.</summary>
/// <param name="Start">First byte, guest-physical; a multiple of the page size.</param>
/// <param name="Length">Bytes; a multiple of the page size.</param>
/// <param name="Source">Address of the bytes in this process, or 0 for zeroes.</param>
internal readonly unsafe record struct PageRun(long Start, long Length, nint Source)
{
    internal long End => Start + Length;

    internal bool IsZero => Source == 0;

    /// <summary>The part of the run from one address to another, both inside it.</summary>
    internal PageRun Part(long start, long end) => new(start, end - start, IsZero ? 0 : Source + (nint)(start - Start));

    /// <summary>Copies what it holds, which must not be zeroes. Whoever owns the source keeps it mapped.</summary>
    internal void CopyTo(Span<byte> destination) => new ReadOnlySpan<byte>((byte*)Source, checked((int)Length)).CopyTo(destination);
}
