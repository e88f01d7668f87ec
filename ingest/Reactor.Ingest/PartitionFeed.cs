using Reactor.Contracts.Changes;
using Reactor.Ingest.Formats;

namespace Reactor.Ingest;

/// <summary>
/// Decodes the values of one partition in order and cuts them into batches. While the source bootstraps, snapshot rows are held apart from
/// live changes; what is live is held back by the caller until the bootstrap of all partitions is over. Not thread-safe.
/// </summary>
public sealed class PartitionFeed
{
    /// <summary>Changes of one transaction that are held so that it travels in one batch; a larger one travels in parts.</summary>
    public const int LargestHeldTransaction = 65_536;

    private readonly Feed _feed;
    private readonly int _partition;
    private readonly DecodedValue _decoded = new();
    private readonly List<ElementChange> _snapshot = [];
    private readonly UnitAssembler _live = new();
    private ValueDecoder? _decoder;
    private bool _snapshotEnded;

    internal PartitionFeed(Feed feed, int partition)
    {
        _feed = feed;
        _partition = partition;
    }

    /// <summary>Snapshot rows held.</summary>
    public int SnapshotCount => _snapshot.Count;

    /// <summary>Live changes held that belong to complete units.</summary>
    public int ReadyCount => _live.ReadyCount;

    /// <summary>Whether the partition has no more initial state in front of what comes next, as far as its values tell.</summary>
    public bool IsLive => !_feed.MayBootstrap || _snapshotEnded || _live.Count > 0;

    /// <summary>Whether more changes of the last transaction may follow.</summary>
    public bool HasOpenTransaction => _live.HasOpenTransaction;

    /// <summary>Whether a transaction outgrew <see cref="LargestHeldTransaction"/>: take it in parts, with no other partition in between.</summary>
    public bool NeedsPart => _live.HasOpenTransaction && _live.ReadyCount == 0 && _live.Count > LargestHeldTransaction;

    /// <summary>Whether a part of a transaction was taken and its end was not: no other partition may write until it was.</summary>
    public bool IsInPart => _live.ContinuesTaken;

    /// <summary>Decodes a value; one that is malformed is reported.</summary>
    /// <param name="json">The value; empty or <c>null</c> is a tombstone.</param>
    /// <param name="key">The message key; may be empty.</param>
    /// <param name="offset">Where it stands in the partition.</param>
    /// <param name="arrivalTimeNs">Effective time of changes that carry none.</param>
    /// <exception cref="FeedException">It is malformed and the source stops at errors.</exception>
    public void Add(ReadOnlySpan<byte> json, ReadOnlySpan<byte> key, long offset, long arrivalTimeNs)
    {
        _feed.Statistics.CountReceived();
        if (json.IsEmpty || json.SequenceEqual("null"u8))
        {
            _feed.Statistics.CountSkipped();
            return;
        }

        var position = new SourcePosition(_partition, offset);
        if (_decoder is null && !_feed.TryCreateDecoder(json, out _decoder))
        {
            Reject(position, "cannot tell the feed's format: is it malformed, or should \"format\" be set?", json);
        }
        else if (!_decoder!.TryDecode(new FeedValue(json, key, position, arrivalTimeNs), _decoded, out var reason))
        {
            Reject(position, reason, json);
        }
        else if (_decoded.Changes.Count == 0)
        {
            _feed.Statistics.CountSkipped();
        }
        else
        {
            Accept();
        }
    }

    /// <summary>Takes note of a value that could not even be read, such as a line that is too long.</summary>
    /// <exception cref="FeedException">The source stops at errors.</exception>
    public void AddUnreadable(ReadOnlySpan<byte> beginning, long offset, string reason)
    {
        _feed.Statistics.CountReceived();
        Reject(new SourcePosition(_partition, offset), reason, beginning);
    }

    /// <summary>Ends the open transaction: no more of its changes will come.</summary>
    public void CloseTransaction() => _live.CloseTransaction();

    /// <summary>Takes the snapshot rows held.</summary>
    /// <param name="phase">Bootstrap, or its end.</param>
    public ChangeBatch TakeSnapshot(BatchPhase phase)
    {
        var rows = _snapshot.ToArray();
        _snapshot.Clear();
        return new ChangeBatch(_feed.Name, _feed.Vocabulary, phase, rows);
    }

    /// <summary>Takes the complete live units held.</summary>
    public ChangeBatch TakeLive() => Batch(_live.TakeReady());

    /// <summary>Takes a part of a transaction, where <see cref="NeedsPart"/> says so.</summary>
    public ChangeBatch TakePart() => Batch(_live.TakePart());

    private ChangeBatch Batch((ElementChange[] Changes, int[]? Ends) taken) =>
        new(_feed.Name, _feed.Vocabulary, BatchPhase.Live, taken.Changes, taken.Ends);

    private void Reject(SourcePosition position, string reason, ReadOnlySpan<byte> value) => _feed.Problems.Report(position, reason, value);

    private void Accept()
    {
        if (_decoded.IsSnapshot && !_feed.BootstrapEnded && _live.Count == 0)
        {
            _snapshot.AddRange(_decoded.Changes);
            _snapshotEnded |= _decoded.EndsSnapshot;
            return;
        }

        _live.Add(_decoded);
    }
}
