using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Reactor.Vmm.Kvm;
using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Snapshots;

/// <summary>What guest-physical memory held at an instant: a whole image in a sealed file, or pages that differ from such another.</summary>
/// <remarks>Immutable and thread-safe. Counted: a snapshot, the snapshots above it and the instances that came from it each hold it.</remarks>
internal sealed unsafe class SnapshotMemory
{
    /// <summary>Each splits the mapping of every instance in two.</summary>
    private const int MaxLargeHoles = 1;

    private readonly PageRuns _own;
    private readonly HostMapping? _pages;
    private readonly MemoryFile? _file;
    private int _holders = 1;

    private SnapshotMemory(SnapshotMemory? basis, PageRuns own, HostMapping? pages, MemoryFile? file, long bytes)
    {
        Base = basis;
        Depth = basis is null ? 0 : basis.Depth + 1;
        _own = own;
        _pages = pages;
        _file = file;
        Bytes = bytes;
    }

    /// <summary>What it is a difference to; <see langword="null"/> for a whole image.</summary>
    internal SnapshotMemory? Base { get; }

    /// <summary>Differences below it.</summary>
    internal int Depth { get; }

    /// <summary>The whole image at the end of the chain.</summary>
    internal SnapshotMemory Root => Base is null ? this : Base.Root;

    /// <summary>Name of its file, once it was saved or loaded; 0 before.</summary>
    internal UInt128 Identity { get; set; }

    /// <summary>Physical memory in use at the instant, from 0 upwards.</summary>
    internal long Bytes { get; }

    /// <summary>Pages it holds itself, and those that are zero where the base's are not.</summary>
    internal PageRuns Own => _own;

    /// <summary>The whole image's file; its length is <see cref="Bytes"/>.</summary>
    internal MemoryFile File => _file ?? throw new InvalidOperationException("Only a whole image has a file.");

    /// <summary>Ends when no instance can allocate anything in the file any more. Half the time of a boot, and nobody has to wait for it.</summary>
    internal Task HolesFilled { get; private init; } = Task.CompletedTask;

    /// <summary>Gives it a name of its own, if it has none from a file.</summary>
    internal void Identify()
    {
        if (Identity == UInt128.Zero)
        {
            Span<byte> name = stackalloc byte[16];
            RandomNumberGenerator.Fill(name);
            Identity = BinaryPrimitives.ReadUInt128LittleEndian(name);
        }
    }

    /// <summary>What instances of a whole image write first.</summary>
    internal WriteSet WriteSet { get; } = new();

    /// <summary>Takes over a file that nobody writes any more.</summary>
    /// <param name="file">Becomes this object's; is sealed.</param>
    /// <param name="bytes">Length to cut it to; whole frames.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The mapping is the new object's.")]
    internal static SnapshotMemory OfFile(MemoryFile file, long bytes)
    {
        file.Resize(bytes);
        file.LeaveLargeHoles(GuestLayout.FrameBytes, MaxLargeHoles);
        file.Seal();
        HostMapping view = HostMapping.ReadOnly(file, bytes);
        var runs = new PageRuns();

        // Before holes are filled: what is one now is zero and need not be stored.
        long offset = 0;
        while (file.TryFindData(ref offset, out long end))
        {
            runs.Append(new PageRun(offset, end - offset, (nint)(view.Pointer + offset)));
            offset = end;
        }

        return new SnapshotMemory(null, runs, view, file, bytes) { HolesFilled = Task.Run(() => FillHoles(file)) };
    }

    /// <summary>Copies pages that differ from a snapshot.</summary>
    /// <param name="basis">Is held as long as the new one.</param>
    /// <param name="pages">The pages, in memory that stays as it is for the time of the call.</param>
    /// <param name="bytes">Physical memory in use.</param>
    internal static SnapshotMemory OfPages(SnapshotMemory basis, PageRuns pages, long bytes)
    {
        HostMapping? copy = null;
        if (pages.StoredBytes > 0)
        {
            copy = HostMapping.Reserve(pages.StoredBytes, GuestLayout.PageBytes);
            copy.MapAnonymous(0, pages.StoredBytes);
        }

        var own = new PageRuns();
        long next = 0;
        foreach (PageRun run in pages.Runs)
        {
            own.Append(run.IsZero ? run : run with { Source = (nint)(copy!.Pointer + next) });
            if (!run.IsZero)
            {
                // SAFETY: the caller's pages are mapped; the copy is as long as all of them.
                Buffer.MemoryCopy((void*)run.Source, copy!.Pointer + next, run.Length, run.Length);
                next += run.Length;
            }
        }

        return OfOwnPages(basis, own, copy, bytes);
    }

    /// <summary>Takes over pages that differ from a snapshot.</summary>
    /// <param name="basis">Is held as long as the new one.</param>
    /// <param name="own">Runs of pages in <paramref name="pages"/>.</param>
    /// <param name="pages">Becomes this object's.</param>
    /// <param name="bytes">Physical memory in use.</param>
    internal static SnapshotMemory OfOwnPages(SnapshotMemory basis, PageRuns own, HostMapping? pages, long bytes)
    {
        basis.Retain();
        return new SnapshotMemory(basis, own, pages, file: null, bytes);
    }

    internal void Retain()
    {
        int holders = Interlocked.Increment(ref _holders);
        ObjectDisposedException.ThrowIf(holders <= 1, this);
    }

    internal void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _pages?.Dispose();
            _file?.Dispose();
            Base?.Release();
        }
    }

    /// <summary>Says what a range held.</summary>
    /// <param name="start">First byte, a multiple of the page size.</param>
    /// <param name="end">End, a multiple of the page size; may lie behind <see cref="Bytes"/>, where all is zero.</param>
    /// <param name="into">Receives runs that cover the range.</param>
    internal void Resolve(long start, long end, PageRuns into)
    {
        for (int index = _own.IndexAtOrAfter(start); start < end && index < _own.Runs.Count; index++)
        {
            PageRun run = _own.Runs[index];
            if (run.Start >= end)
            {
                break;
            }

            ResolveBelow(start, Math.Max(start, run.Start), into);
            start = Math.Max(start, run.Start);
            into.Append(run.Part(start, Math.Min(end, run.End)));
            start = Math.Min(end, run.End);
        }

        ResolveBelow(start, end, into);
    }

    /// <summary>Adds the ranges in which it may differ from its root.</summary>
    internal void AddDifferences(List<PageRange> ranges)
    {
        for (SnapshotMemory memory = this; memory.Base is { } basis; memory = basis)
        {
            foreach (PageRun run in memory._own.Runs)
            {
                ranges.Add(new PageRange(run.Start, run.Length));
            }
        }
    }

    /// <summary>Writes where it differs from its root into memory that was mapped from the root.</summary>
    internal void CopyDifferencesTo(GuestMemory memory)
    {
        if (Base is not { } basis)
        {
            return;
        }

        basis.CopyDifferencesTo(memory);
        long prepared = Root.Bytes;
        foreach (PageRun run in _own.Runs)
        {
            for (prepared = Math.Max(prepared, (long)GuestLayout.AlignDown((ulong)run.Start, (ulong)GuestLayout.FrameBytes));
                prepared < run.End;
                prepared += GuestLayout.FrameBytes)
            {
                memory.Prepare(prepared);
            }

            MemoryRestore.Copy(memory, run);
        }
    }

    private static void FillHoles(MemoryFile file)
    {
        try
        {
            file.FillHoles();
        }
        catch (ObjectDisposedException)
        {
            // The template is gone already.
        }
    }

    private void ResolveBelow(long start, long end, PageRuns into)
    {
        if (start >= end)
        {
            return;
        }

        if (Base is { } basis)
        {
            basis.Resolve(start, end, into);
        }
        else
        {
            into.Append(new PageRun(start, end - start, 0));
        }
    }
}
