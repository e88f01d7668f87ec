namespace Reactor.Vmm.Syscalls;

/// <summary>The few files a runtime reads while it starts. Their content is made up when they are opened; there is no file system behind them.</summary>
internal sealed class GuestFiles
{
    private const int FirstDescriptor = 3;
    private const int Capacity = 64;

    private readonly SortedDictionary<int, OpenFile> _open = [];

    /// <returns>A descriptor, or a negative error number.</returns>
    internal long Open(string path, GuestProcess process) =>
        Content(path, process) is { } content ? Add(new OpenFile(content, 0, IsLog: false)) : Errno.NoEntry;

    /// <summary>dup(2): another descriptor for the same file, with a position of its own.</summary>
    /// <returns>A descriptor, or a negative error number.</returns>
    internal long Duplicate(long descriptor)
    {
        if (IsLog(descriptor))
        {
            return Add(new OpenFile([], 0, IsLog: true));
        }

        return _open.TryGetValue(Descriptor(descriptor), out OpenFile file) ? Add(file) : Errno.BadDescriptor;
    }

    /// <summary>Whether what is written to it goes to the log.</summary>
    internal bool IsLog(long descriptor) =>
        descriptor is 1 or 2 || (_open.TryGetValue(Descriptor(descriptor), out OpenFile file) && file.IsLog);

    internal bool IsOpen(long descriptor) => descriptor is >= 0 and < FirstDescriptor || _open.ContainsKey(Descriptor(descriptor));

    internal bool Close(long descriptor) => descriptor is >= 0 and < FirstDescriptor || _open.Remove(Descriptor(descriptor));

    /// <summary>Takes the next bytes of a file.</summary>
    /// <returns><see langword="false"/> when the descriptor is not open for reading.</returns>
    internal bool TryRead(long descriptor, int count, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (!_open.TryGetValue(Descriptor(descriptor), out OpenFile file))
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
        var copy = new GuestFiles();
        foreach ((int descriptor, OpenFile file) in _open)
        {
            copy._open.Add(descriptor, file);
        }

        return copy;
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

    private readonly record struct OpenFile(byte[] Content, int Position, bool IsLog);
}
