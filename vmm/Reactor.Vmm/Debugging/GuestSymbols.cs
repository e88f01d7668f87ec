using Reactor.Vmm.Images;

namespace Reactor.Vmm.Debugging;

/// <summary>The names of an image, read when a guest failed and not before.</summary>
/// <param name="content">The image's file.</param>
/// <param name="entry">Where the image starts; zero when that is not known.</param>
internal sealed class GuestSymbols(ImageContent content, ElfEntry entry)
{
    private readonly WeakReference<ImageContent?> _whole = new(null);

    /// <summary>No names.</summary>
    internal static GuestSymbols None { get; } = new(ImageContent.InMemory(default), default);

    internal ElfEntry Entry { get; } = entry;

    /// <summary>The name of what an address lies in; <see langword="null"/> when there is none.</summary>
    internal Symbol? Find(ulong address)
    {
        try
        {
            // One failure asks several times; kept for as long as nobody needs the memory.
            if (!_whole.TryGetTarget(out ImageContent? whole))
            {
                whole = content.Whole();
                _whole.SetTarget(whole);
            }

            return SymbolReader.Find(whole.Start, address);
        }
        catch (IOException)
        {
            // The guest's failure is what is being reported; it has no names then.
            return null;
        }
    }

    /// <summary>An address for a message: <c>0x401a2c (outer+0x4)</c>.</summary>
    internal string Describe(ulong address) => Find(address) is { } symbol ? $"0x{address:x} ({symbol})" : $"0x{address:x}";
}
