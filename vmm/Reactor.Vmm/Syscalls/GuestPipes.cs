using Reactor.Vmm.Snapshots;

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

    internal bool Exists(int pipe) => _content.ContainsKey(pipe);

    internal void Save(StateWriter writer)
    {
        writer.Int32(_content.Count);
        foreach ((int pipe, byte[] content) in _content)
        {
            writer.Int32(pipe);
            writer.Bytes(content);
        }
    }

    internal static GuestPipes Load(ref StateReader reader)
    {
        var pipes = new GuestPipes();
        int count = reader.Int32(0, Capacity, "it has too many pipes");
        for (int i = 0; i < count; i++)
        {
            int pipe = reader.Int32(1, Capacity, "a pipe's number is impossible");
            byte[] content = reader.Bytes(MaxBytes, "a pipe holds too much").ToArray();
            reader.Require(pipes._content.TryAdd(pipe, content), "two pipes have one number");
        }

        return pipes;
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
