using Reactor.Vmm.Images;

namespace Reactor.Vmm.Debugging;

/// <summary>The names of an image, read when a guest failed and not before.</summary>
/// <remarks>An image that came from a file is not kept in memory for this: the file is read again, if it is still the same.</remarks>
internal sealed class GuestSymbols
{
    private readonly ReadOnlyMemory<byte> _file;
    private readonly string? _path;
    private readonly DateTime _writtenAt;
    private readonly long _length;
    private readonly WeakReference<byte[]> _read = new([]);

    private GuestSymbols(ReadOnlyMemory<byte> file, string? path, DateTime writtenAt, long length, ElfEntry entry)
    {
        _file = file;
        _path = path;
        _writtenAt = writtenAt;
        _length = length;
        Entry = entry;
    }

    /// <summary>No names.</summary>
    internal static GuestSymbols None { get; } = InMemory(default, default);

    /// <summary>Where the image starts; zero when that is not known.</summary>
    internal ElfEntry Entry { get; }

    /// <summary>Names of an image that is in memory only.</summary>
    internal static GuestSymbols InMemory(ReadOnlyMemory<byte> file, ElfEntry entry) => new(file, path: null, default, file.Length, entry);

    /// <summary>Names of an image that was read from a file.</summary>
    internal static GuestSymbols InFile(string path, DateTime writtenAt, long length, ElfEntry entry) =>
        new(default, path, writtenAt, length, entry);

    /// <summary>The name of what an address lies in; <see langword="null"/> when there is none.</summary>
    internal Symbol? Find(ulong address) => SymbolReader.Find((_path is null ? _file : ReadAgain()).Span, address);

    /// <summary>An address for a message: <c>0x401a2c (outer+0x4)</c>.</summary>
    internal string Describe(ulong address) => Find(address) is { } symbol ? $"0x{address:x} ({symbol})" : $"0x{address:x}";

    private ReadOnlyMemory<byte> ReadAgain()
    {
        try
        {
            var file = new FileInfo(_path!);
            if (!file.Exists || file.Length != _length || file.LastWriteTimeUtc != _writtenAt)
            {
                return default;
            }

            // One failure asks several times; kept for as long as nobody needs the memory.
            if (!_read.TryGetTarget(out byte[]? content) || content.Length != _length)
            {
                content = File.ReadAllBytes(_path!);
                _read.SetTarget(content);
            }

            return content;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The guest's failure is what is being reported; it has no names then.
            return default;
        }
    }
}
