using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Snapshots;

/// <summary>An instance whose memory lies in a file: the difference to the template it came from. The file is used once and then deleted.</summary>
internal sealed class HibernatedInstance
{
    /// <summary>More than this is not read into 2 MiB pages that are faulted in beforehand, but into 4 KiB pages where it differs from the template.</summary>
    private const long MaxHugeBytes = 256L << 20;

    private readonly string _path;
    private readonly UInt128 _identity;
    private readonly SnapshotMemory _root;

    private HibernatedInstance(string path, UInt128 identity, SnapshotMemory root, long bytes)
    {
        _path = path;
        _identity = identity;
        _root = root;
        FileBytes = bytes;
    }

    /// <summary>Length of the file.</summary>
    internal long FileBytes { get; }

    /// <summary>Writes an instance that nobody runs and that is in no shell.</summary>
    /// <param name="path">Of the file; becomes this object's.</param>
    /// <param name="image">The instance's image, limits, shells, template.</param>
    /// <param name="instance">Registers, bookkeeping, state.</param>
    /// <param name="memory">Its memory.</param>
    /// <param name="written">Where the memory may differ from the template's.</param>
    /// <exception cref="IOException">It cannot be written; the instance is as it was.</exception>
    internal static HibernatedInstance Save(
        string path, GuestSnapshot image, InstanceState instance, GuestMemory memory, IReadOnlyList<PageRange> written)
    {
        SnapshotMemory root = image.Memory.Root;
        root.Identify();
        PageRuns pages = SnapshotFile.WithoutSystemPages(memory, MemoryDifference.Find(memory, written, root));
        SnapshotHeader header = SnapshotFile.Save(path, image, instance, pages, root, depth: 1, instance.Process.Memory.ExtentBytes);
        return new HibernatedInstance(path, header.Identity, root, header.FileBytes);
    }

    /// <summary>Reads the instance back.</summary>
    /// <param name="image">What <see cref="Save"/> was given.</param>
    /// <param name="memory">Vacated; mapped and filled here.</param>
    /// <exception cref="SnapshotException">The file is damaged or another one.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal InstanceState Load(GuestSnapshot image, GuestMemory memory)
    {
        using var reader = SnapshotFileReader.Open(_path);
        if (reader.Header.Identity != _identity)
        {
            throw new SnapshotException(_path, "header", "another file took its place since the instance hibernated", SnapshotRemedy.Remake);
        }

        long bytes = reader.Header.Frames * GuestLayout.FrameBytes;
        bool isHuge = bytes <= MaxHugeBytes && reader.Header.PageBytes * 2 >= bytes;
        memory.MapClone(_root.File, _root.Bytes, isHuge ? InstanceMemory.HugePages : InstanceMemory.CopyOnWrite);
        long prepared = _root.Bytes;
        for (int i = 0; i < reader.Frames.Length; i++)
        {
            FrameRecord record = reader.Frames[i];
            long start = record.Frame * GuestLayout.FrameBytes;
            SnapshotFile.RequireSystemFrame(record, _path);
            if (start >= prepared)
            {
                memory.Prepare(start);
            }

            reader.ReadFrame(i, memory.AddressOf(start));
            int page = 0;
            while (record.Zero.TryNextRun(ref page, out int first, out int count))
            {
                memory.Slice(start + first * GuestLayout.PageBytes, count * GuestLayout.PageBytes).Clear();
            }
        }

        SnapshotFile.ClearSystemPages(memory);
        return SnapshotFile.ReadState(reader, _path, memory, image.Limits, image.Shells);
    }

    /// <summary>Has the file deleted in the background: a file system takes 12 ms for 64 MiB.</summary>
    internal void Delete()
    {
        // Out of its name's way at once, so that the instance may hibernate under it again.
        string unwanted = $"{_path}.{Guid.NewGuid():N}.old";
        try
        {
            File.Move(_path, unwanted);
            _ = ThreadPool.UnsafeQueueUserWorkItem(static path => DeleteOrLeave(path), unwanted, preferLocal: false);
        }
        catch (IOException)
        {
            // Somebody has deleted it already.
        }
    }

    private static void DeleteOrLeave(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It holds nothing that anybody will read again; whoever owns the directory finds it there.
        }
    }
}
