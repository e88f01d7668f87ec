namespace Reactor.Vmm.Memory;

/// <content>The host's own reading and writing of the guest's memory, with no more rights than ring 3 has.</content>
internal sealed partial class AddressSpace
{
    /// <summary>Copies bytes out of the guest, or reports that it could not read some of them itself.</summary>
    /// <param name="address">Any alignment, hostile.</param>
    /// <param name="destination">Undefined on failure.</param>
    internal bool TryCopyOut(GuestAddress address, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            if (!TryResolve(address, destination.Length, forWrite: false, out Span<byte> source))
            {
                return false;
            }

            source.CopyTo(destination);
            destination = destination[source.Length..];
            address = new GuestAddress(unchecked(address.Value + (ulong)source.Length));
        }

        return true;
    }

    /// <summary>Copies bytes into the guest, or reports that it could not write some of them itself.</summary>
    /// <param name="address">Any alignment, hostile.</param>
    /// <param name="source">May be copied in part on failure.</param>
    internal bool TryCopyIn(GuestAddress address, ReadOnlySpan<byte> source)
    {
        while (!source.IsEmpty)
        {
            if (!TryResolve(address, source.Length, forWrite: true, out Span<byte> destination))
            {
                return false;
            }

            source[..destination.Length].CopyTo(destination);
            source = source[destination.Length..];
            address = new GuestAddress(unchecked(address.Value + (ulong)destination.Length));
        }

        return true;
    }

    /// <summary>Host memory behind inbox or outbox: they are contiguous and always present.</summary>
    internal Span<byte> Box(long offset, int length) => _memory.Slice(GuestLayout.FrameBytes + offset, length);

    // The part of [address, +length) that lies in one frame.
    private bool TryResolve(GuestAddress address, int length, bool forWrite, out Span<byte> bytes)
    {
        bytes = default;
        if (!_tables.TryTranslate(address.Value, out long physical, out bool writable))
        {
            if (Commit(address) != CommitResult.Committed)
            {
                return false;
            }

            _ = _tables.TryTranslate(address.Value, out physical, out writable);
        }

        if (forWrite && !writable)
        {
            return false;
        }

        long left = GuestLayout.FrameBytes - physical % GuestLayout.FrameBytes;
        bytes = _memory.Slice(physical, (int)Math.Min(left, length));
        return true;
    }
}
