using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;
using Reactor.Vmm.Kvm.Interop;
using Reactor.Vmm.Memory;

namespace Reactor.Vmm.Snapshots;

/// <summary>Reads a snapshot's file. Opening it verifies everything but the pages; those are verified frame by frame where they are read.</summary>
/// <remarks>Whoever can write the file can make a snapshot: checksums find damage, not malice. Yet no content of a file makes the host do more than refuse it.</remarks>
internal sealed unsafe class SnapshotFileReader : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly FrameRecord[] _records;
    private readonly long[] _offsets;
    private readonly byte[] _state;
    private readonly iovec[] _vectors = new iovec[PageBits.Pages];
    private readonly XxHash3 _hash = new();

    private SnapshotFileReader(SafeFileHandle file, string path)
    {
        _file = file;
        _path = path;
        long length = RandomAccess.GetLength(file);
        byte[] start = new byte[SnapshotHeader.Bytes];
        Header = SnapshotHeader.ReadFrom(start.AsSpan(0, RandomAccess.Read(file, start, 0)), path, length);
        byte[] rest = new byte[Header.StateBytes + Header.TableBytes];
        if (RandomAccess.Read(file, rest, SnapshotHeader.Bytes) != rest.Length)
        {
            throw Damaged("state", "the file ends inside it");
        }

        VerifyIdentity(start, rest);
        _state = rest[..Header.StateBytes];
        _records = new FrameRecord[Header.FrameRecords];
        _offsets = new long[Header.FrameRecords];
        ReadTable(rest.AsSpan(Header.StateBytes));
    }

    internal SnapshotHeader Header { get; }

    internal ReadOnlySpan<byte> State => _state;

    internal ReadOnlySpan<FrameRecord> Frames => _records;

    /// <exception cref="SnapshotException">It is damaged, cut off, or of another version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static SnapshotFileReader Open(string path)
    {
        SafeFileHandle file = File.OpenHandle(path);
        try
        {
            return new SnapshotFileReader(file, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a frame's pages to where they belong and verifies them.</summary>
    /// <param name="index">In <see cref="Frames"/>.</param>
    /// <param name="frame">First byte of the frame in memory; writable to its end.</param>
    /// <exception cref="SnapshotException">They are damaged.</exception>
    internal void ReadFrame(int index, nint frame)
    {
        int vectors = 0;
        int page = 0;
        while (_records[index].Stored.TryNextRun(ref page, out int first, out int count))
        {
            _vectors[vectors++] = new iovec { iov_base = frame + first * GuestLayout.PageBytes, iov_len = (nuint)(count * GuestLayout.PageBytes) };
        }

        Read(index, vectors);
    }

    /// <summary>Reads a frame's pages one behind the other and verifies them.</summary>
    /// <param name="index">In <see cref="Frames"/>.</param>
    /// <param name="destination">Writable for <see cref="FrameRecord.StoredBytes"/>.</param>
    /// <exception cref="SnapshotException">They are damaged.</exception>
    internal void ReadPacked(int index, nint destination)
    {
        long bytes = _records[index].StoredBytes;
        _vectors[0] = new iovec { iov_base = destination, iov_len = (nuint)bytes };
        Read(index, bytes == 0 ? 0 : 1);
    }

    public void Dispose() => _file.Dispose();

    private void Read(int index, int vectors)
    {
        // The kernel's progress uses the vectors up; the checksum needs them again.
        Span<iovec> remaining = stackalloc iovec[PageBits.Pages];
        remaining = remaining[..vectors];
        _vectors.AsSpan(0, vectors).CopyTo(remaining);
        if (!VectoredIo.TryRead(_file, remaining, _offsets[index]))
        {
            throw Damaged($"frame {_records[index].Frame}", "the file ends inside it");
        }

        // SAFETY: the caller says that the destination is mapped; nothing else writes there until it is verified.
        foreach (iovec vector in _vectors.AsSpan(0, vectors))
        {
            _hash.Append(new ReadOnlySpan<byte>((byte*)vector.iov_base, (int)vector.iov_len));
        }

        ulong found = _hash.GetCurrentHashAsUInt64();
        _hash.Reset();
        if (found != _records[index].Checksum)
        {
            throw Damaged($"frame {_records[index].Frame}", "its pages do not match their checksum");
        }
    }

    private void VerifyIdentity(ReadOnlySpan<byte> header, ReadOnlySpan<byte> rest)
    {
        byte[] zeroed = header.ToArray();
        zeroed.AsSpan(SnapshotHeader.IdentityOffset, 16).Clear();
        var hash = new XxHash128();
        hash.Append(zeroed);
        hash.Append(rest);
        if (hash.GetCurrentHashAsUInt128() != Header.Identity)
        {
            throw Damaged("header", "header, state or frame table do not match their checksum");
        }
    }

    private void ReadTable(ReadOnlySpan<byte> table)
    {
        long offset = Header.PagesOffset;
        int previous = -1;
        for (int i = 0; i < _records.Length; i++)
        {
            _records[i] = FrameRecord.ReadFrom(table[(i * FrameRecord.Bytes)..]);
            _offsets[i] = offset;
            offset += _records[i].StoredBytes;
            bool isSound = _records[i].Frame > previous
                && _records[i].Frame < Header.Frames
                && _records[i].Stored.IsDisjointFrom(_records[i].Zero);
            if (!isSound)
            {
                throw Damaged("frame table", $"record {i} contradicts the others");
            }

            previous = _records[i].Frame;
        }

        if (offset != Header.FileBytes)
        {
            throw Damaged("frame table", "it lists another number of pages than the file has");
        }
    }

    private SnapshotException Damaged(string part, string reason) => new(_path, part, reason, SnapshotRemedy.Remake);
}
