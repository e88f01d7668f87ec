namespace Reactor.Vmm.Syscalls;

/// <summary>The bytes in a guest's pipes: for programs that wake their own threads through one. Bounded, because they lie in the host's memory.</summary>
internal sealed class GuestPipes
{
    /// <summary>Most pipes at a time.</summary>
    internal const int Capacity = 16;

    /// <summary>Most bytes in one, as on Linux.</summary>
    internal const int MaxBytes = 64 << 10;

    private readonly SortedDictionary<int, byte[]> _content = [];

    /// <returns>The number of a new pipe, from 1; 0 when there are too many.</returns>
    internal int Create()
    {
        for (int pipe = 1; pipe <= Capacity; pipe++)
        {
            if (_content.TryAdd(pipe, []))
            {
                return pipe;
            }
        }

        return 0;
    }

    internal void Remove(int pipe) => _ = _content.Remove(pipe);

    /// <summary>Bytes that may still be written.</summary>
    internal int Room(int pipe) => MaxBytes - _content[pipe].Length;

    internal bool IsEmpty(int pipe) => _content[pipe].Length == 0;

    internal void Append(int pipe, ReadOnlySpan<byte> bytes) => _content[pipe] = [.. _content[pipe], .. bytes];

    /// <summary>Takes the oldest bytes out.</summary>
    internal byte[] Take(int pipe, int count)
    {
        byte[] content = _content[pipe];
        int taken = Math.Min(count, content.Length);
        _content[pipe] = content[taken..];
        return content[..taken];
    }

    internal GuestPipes Copy()
    {
        var copy = new GuestPipes();
        foreach ((int pipe, byte[] content) in _content)
        {
            copy._content.Add(pipe, content);
        }

        return copy;
    }
}
