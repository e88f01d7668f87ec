namespace Reactor.Vmm.Syscalls;

/// <summary>The last 16 KiB a guest wrote to its standard output and error.</summary>
internal sealed class GuestLog
{
    internal const int Capacity = 16 << 10;

    private byte[] _ring = [];
    private int _next;
    private bool _wrapped;

    /// <summary>Bytes held, at most <see cref="Capacity"/>.</summary>
    internal int Length => _wrapped ? Capacity : _next;

    internal void Append(ReadOnlySpan<byte> text)
    {
        if (_ring.Length == 0)
        {
            _ring = new byte[Capacity];
        }

        if (text.Length > Capacity)
        {
            text = text[^Capacity..];
        }

        int head = Math.Min(text.Length, Capacity - _next);
        text[..head].CopyTo(_ring.AsSpan(_next));
        text[head..].CopyTo(_ring);
        _wrapped |= _next + text.Length >= Capacity;
        _next = (_next + text.Length) % Capacity;
    }

    internal GuestLog Copy() => new() { _ring = [.. _ring], _next = _next, _wrapped = _wrapped };

    /// <summary>The text, as <see cref="GuestText"/> makes it.</summary>
    public override string ToString()
    {
        byte[] ordered = new byte[Length];
        if (_wrapped)
        {
            _ring.AsSpan(_next).CopyTo(ordered);
            _ring.AsSpan(0, _next).CopyTo(ordered.AsSpan(Capacity - _next));
        }
        else
        {
            _ring.AsSpan(0, _next).CopyTo(ordered);
        }

        return GuestText.Decode(ordered);
    }
}
