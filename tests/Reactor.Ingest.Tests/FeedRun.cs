using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Contracts.Changes;
using Reactor.Ingest.Formats;

namespace Reactor.Ingest.Tests;

/// <summary>Values fed to one partition, and what came of them.</summary>
internal sealed class FeedRun
{
    private readonly PartitionFeed _partition;
    private long _offset;

    public FeedRun(FeedFormat format, FeedSettings? settings = null)
    {
        Feed = new Feed("test", (settings ?? new FeedSettings()) with { Format = format }, NullLogger.Instance);
        _partition = Feed.Open(0);
    }

    public Feed Feed { get; }

    public PartitionFeed Partition => _partition;

    public SourceStatistics Statistics => Feed.Statistics;

    public FeedRun Add(string json, string key = "")
    {
        _partition.Add(Encoding.UTF8.GetBytes(json), Encoding.UTF8.GetBytes(key), ++_offset, arrivalTimeNs: 42);
        return this;
    }

    public ChangeBatch Live()
    {
        _partition.CloseTransaction();
        return _partition.TakeLive();
    }

    public ChangeBatch Snapshot() => _partition.TakeSnapshot(BatchPhase.Bootstrap);

    /// <summary>The live changes as text, one string per unit.</summary>
    public string[] Units()
    {
        var batch = Live();
        var units = new List<string>();
        var start = 0;
        foreach (var end in batch.TransactionEnds ?? [.. Enumerable.Range(1, batch.Changes.Count)])
        {
            units.Add(string.Join("; ", batch.Changes.Skip(start).Take(end - start).Select(Text)));
            start = end;
        }

        return [.. units];
    }

    public string Text(ElementChange change) => ChangeText.Of(change, Feed.Vocabulary);
}
