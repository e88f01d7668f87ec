using Reactor.Vmm.Snapshots;

namespace Reactor.Vmm.Syscalls;

/// <summary>The few files a runtime reads while it starts. Their content is made up when they are opened; there is no file system behind them.</summary>
internal sealed class GuestFiles
{
    private const int FirstDescriptor = 3;
    private const int Capacity = 64;
    private const int MaxContentBytes = 1 << 20;

    private readonly SortedDictionary<int, OpenFile> _open = [];

    /// <summary>What is in the pipes that some descriptors are ends of.</summary>
    internal GuestPipes Pipes { get; private init; } = new();

    /// <returns>A descriptor, or a negative error number.</returns>
    internal long Open(string path, GuestProcess process) =>
        Content(path, process) is { } content ? Add(new OpenFile(content, 0, FileKind.Content, Pipe: 0)) : Errno.NoEntry;

    /// <summary>dup(2): another descriptor for the same file, with a position of its own.</summary>
    /// <returns>A descriptor, or a negative error number.</returns>
    internal long Duplicate(long descriptor)
    {
        if (descriptor == 0)
        {
            return Add(new OpenFile([], 0, FileKind.Content, Pipe: 0));
        }

        if (IsLog(descriptor))
        {
            return Add(new OpenFile([], 0, FileKind.Log, Pipe: 0));
        }

        return _open.TryGetValue(Descriptor(descriptor), out OpenFile file) ? Add(file) : Errno.BadDescriptor;
    }

    /// <summary>Whether what is written to it goes to the log.</summary>
    internal bool IsLog(long descriptor) =>
        descriptor is 1 or 2 || (_open.TryGetValue(Descriptor(descriptor), out OpenFile file) && file.Kind == FileKind.Log);

    internal bool IsOpen(long descriptor) => descriptor is >= 0 and < FirstDescriptor || _open.ContainsKey(Descriptor(descriptor));

    /// <summary>Closes a descriptor.</summary>
    /// <param name="descriptor">The guest's word.</param>
    /// <param name="pipe">The pipe it was an end of: <see cref="PipeSyscalls.AfterClose"/> is to follow; 0 for none.</param>
    internal bool Close(long descriptor, out int pipe)
    {
        pipe = 0;
        if (!_open.Remove(Descriptor(descriptor), out OpenFile file))
        {
            return descriptor is >= 0 and < FirstDescriptor;
        }

        pipe = file.Pipe;
        return true;
    }

    /// <summary>Makes a pipe.</summary>
    /// <returns><see langword="false"/> when there are too many pipes or descriptors.</returns>
    internal bool TryOpenPipe(out int readEnd, out int writeEnd)
    {
        int pipe = Pipes.Create();
        long read = pipe == 0 ? Errno.TooManyFiles : Add(new OpenFile([], 0, FileKind.PipeReadEnd, pipe));
        long write = read < 0 ? read : Add(new OpenFile([], 0, FileKind.PipeWriteEnd, pipe));
        (readEnd, writeEnd) = ((int)read, (int)write);
        if (write >= 0)
        {
            return true;
        }

        _ = _open.Remove(readEnd);
        Pipes.Remove(pipe);
        return false;
    }

    /// <summary>The pipe a descriptor is an end of.</summary>
    /// <returns>0 when it is not that end of one.</returns>
    internal int PipeOf(long descriptor, bool isWriteEnd) =>
        _open.TryGetValue(Descriptor(descriptor), out OpenFile file) && file.Kind == EndKind(isWriteEnd) ? file.Pipe : 0;

    /// <summary>Whether a pipe has an open descriptor of an end.</summary>
    internal bool HasEnd(int pipe, bool isWriteEnd)
    {
        foreach (OpenFile file in _open.Values)
        {
            if (file.Pipe == pipe && file.Kind == EndKind(isWriteEnd))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes the next bytes of a file.</summary>
    /// <returns><see langword="false"/> when the descriptor is not open for reading.</returns>
    internal bool TryRead(long descriptor, int count, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (!_open.TryGetValue(Descriptor(descriptor), out OpenFile file) || file.Kind is not (FileKind.Content or FileKind.Log))
        {
            // Standard input is empty.
            return descriptor == 0;
        }

        bytes = file.Content.AsSpan(file.Position, Math.Min(count, file.Content.Length - file.Position));
        _open[Descriptor(descriptor)] = file with { Position = file.Position + bytes.Length };
        return true;
    }

    internal GuestFiles Copy()
    {
        var copy = new GuestFiles { Pipes = Pipes.Copy() };
        foreach ((int descriptor, OpenFile file) in _open)
        {
            copy._open.Add(descriptor, file);
        }

        return copy;
    }

    internal void Save(StateWriter writer)
    {
        Pipes.Save(writer);
        writer.Int32(_open.Count);
        foreach ((int descriptor, OpenFile file) in _open)
        {
            writer.Int32(descriptor);
            writer.Byte((byte)file.Kind);
            writer.Int32(file.Pipe);
            writer.Int32(file.Position);
            writer.Bytes(file.Content);
        }
    }

    internal static GuestFiles Load(ref StateReader reader)
    {
        var files = new GuestFiles { Pipes = GuestPipes.Load(ref reader) };
        int count = reader.Int32(0, Capacity, "it has too many open files");
        for (int i = 0; i < count; i++)
        {
            int descriptor = reader.Int32(FirstDescriptor, FirstDescriptor + Capacity - 1, "a file's descriptor is impossible");
            var kind = (FileKind)reader.Byte();
            int pipe = reader.Int32();
            int position = reader.Int32();
            byte[] content = reader.Bytes(MaxContentBytes, "a file is too long").ToArray();
            bool isPipe = kind is FileKind.PipeReadEnd or FileKind.PipeWriteEnd;
            bool isSound = Enum.IsDefined(kind)
                && (isPipe ? files.Pipes.Exists(pipe) : pipe == 0)
                && position >= 0 && position <= content.Length
                && files._open.TryAdd(descriptor, new OpenFile(content, position, kind, pipe));
            reader.Require(isSound, $"the open file {descriptor} is impossible");
        }

        return files;
    }

    private long Add(OpenFile file)
    {
        for (int descriptor = FirstDescriptor; descriptor < FirstDescriptor + Capacity; descriptor++)
        {
            if (_open.TryAdd(descriptor, file))
            {
                return descriptor;
            }
        }

        return Errno.TooManyFiles;
    }

    private static FileKind EndKind(bool isWriteEnd) => isWriteEnd ? FileKind.PipeWriteEnd : FileKind.PipeReadEnd;

    private static int Descriptor(long descriptor) => descriptor is >= 0 and < FirstDescriptor + Capacity ? (int)descriptor : -1;

    private static byte[]? Content(string path, GuestProcess process) => path switch
    {
        "/proc/self/maps" => GuestFileContent.Maps(process.Memory.Regions),
        "/proc/meminfo" => GuestFileContent.MemoryInfo(process.Memory),
        "/sys/devices/system/cpu/online" or "/sys/devices/system/cpu/possible" => "0\n"u8.ToArray(),
        "/dev/urandom" or "/dev/random" => RandomBytes(process),
        _ => null,
    };

    private static byte[] RandomBytes(GuestProcess process)
    {
        byte[] bytes = new byte[256];
        process.Entropy.Fill(bytes);
        return bytes;
    }

    private enum FileKind
    {
        Content,
        Log,
        PipeReadEnd,
        PipeWriteEnd,
    }

    private readonly record struct OpenFile(byte[] Content, int Position, FileKind Kind, int Pipe);
}
