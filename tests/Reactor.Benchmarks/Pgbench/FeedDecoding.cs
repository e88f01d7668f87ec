using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Benchmarks.Engine;
using Reactor.Contracts.Changes;
using Reactor.Contracts.Resources;
using Reactor.Ingest;
using Reactor.Ingest.Files;

namespace Reactor.Benchmarks.Pgbench;

/// <summary>The recorded feed from the compressed file to batches in a channel that is emptied at once.</summary>
internal static class FeedDecoding
{
    private const int Rounds = 5;

    public static async Task RunAsync()
    {
        var resource = PgbenchSample.Resources().Sources[0];
        var seconds = new List<double>();
        var changes = 0L;
        for (var round = 0; round < Rounds + 1; round++)
        {
            var channel = Channel.CreateBounded<ChangeBatch>(8);
            await using IChangeSource source = FileSource.TryCreate(
                resource, Path.GetDirectoryName(resource.Location.File)!, NullLogger.Instance, new List<ResourceProblem>())!;
            var started = Stopwatch.GetTimestamp();
            var discarding = DiscardAsync(channel.Reader);
            await source.RunAsync(channel.Writer, CancellationToken.None);
            channel.Writer.Complete();
            await discarding;
            seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            changes = source.Statistics.Changes;
        }

        seconds.RemoveAt(0);
        Console.WriteLine(
            $"decoding the pgbench feed: {changes:N0} Debezium lines in {Statistics.Describe(seconds, "0.00")} s " +
            $"= {changes / Statistics.Median(seconds):N0} changes/s, gunzip included");
    }

    /// <summary>Changes live as long as they do behind a query that keeps up, not until the feed's end.</summary>
    private static async Task DiscardAsync(ChannelReader<ChangeBatch> batches)
    {
        await foreach (var _ in batches.ReadAllAsync())
        {
        }
    }
}
