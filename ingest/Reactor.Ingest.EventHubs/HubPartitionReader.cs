using Microsoft.Extensions.Logging;
using Reactor.Ingest.EventHubs.Protocol;

namespace Reactor.Ingest.EventHubs;

/// <summary>Reads one partition, over as many connections as it takes: it knows how far it came.</summary>
internal sealed partial class HubPartitionReader(
    string id, int number, HubPosition start, EventHubSettings settings, Feed feed, HubOutput output, BootstrapGate gate, ILogger logger)
{
    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(500);

    private readonly PartitionFeed _partition = feed.Open(number);
    private long? _last;
    private bool _atEnd;

    /// <summary>Reads until the connection breaks or reading is cancelled.</summary>
    /// <exception cref="HubException">The connection is lost; call again with a new one.</exception>
    /// <exception cref="FeedException">A value is malformed and the source stops at errors.</exception>
    public async Task RunAsync(HubConnection connection, CancellationToken cancellationToken)
    {
        var (end, isEmpty) = await connection.GetExtentAsync(id, cancellationToken);
        _atEnd |= isEmpty;
        var position = _last is { } last ? HubPosition.After(last) : start;
        var receiver = await connection.ReceiveAsync(id, position, cancellationToken);
        while (true)
        {
            // What was left behind when the last connection broke goes out first, too.
            await ArriveAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            var received = receiver.TryTake();
            if (received is null)
            {
                await output.WriteAsync(_partition, cancellationToken);
                received = await WaitAsync(receiver, cancellationToken);

                // From the beginning on it is known where the end is; elsewhere only silence tells that nothing lies before it.
                _atEnd |= received is null && !start.IsBeginning;
            }

            if (received is { } arrived)
            {
                Add(arrived);
                _atEnd |= arrived.Sequence >= end;
                if (Math.Max(_partition.SnapshotCount, _partition.ReadyCount) >= settings.Feed.BatchChanges || _partition.NeedsPart)
                {
                    await output.WriteAsync(_partition, cancellationToken);
                }
            }
        }
    }

    private async Task<HubEvent?> WaitAsync(HubReceiver receiver, CancellationToken cancellationToken)
    {
        if (!_partition.HasOpenTransaction)
        {
            return await receiver.TakeAsync(IdleWait, cancellationToken);
        }

        var received = await receiver.TakeAsync(settings.Feed.TransactionIdle, cancellationToken);
        if (received is null)
        {
            _partition.CloseTransaction();
        }

        return received;
    }

    private void Add(HubEvent arrived)
    {
        if (_last is { } last && arrived.Sequence != last + 1)
        {
            if (arrived.Sequence <= last)
            {
                return;
            }

            var reason = $"partition {id} no longer has its events {last + 1} to {arrived.Sequence - 1}";
            feed.Statistics.Enter(feed.Statistics.State, reason);
            LogExpired(feed.Name, reason);
            if (settings.Feed.OnError == ErrorPolicy.Stop)
            {
                throw new FeedException(feed.Name, new Contracts.Changes.SourcePosition(number, arrived.Sequence), reason);
            }
        }

        _last = arrived.Sequence;
        var timeNs = (arrived.EnqueuedAt.ToUniversalTime() - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        _partition.Add(arrived.Body.Span, default, arrived.Sequence, timeNs);
    }

    // During the bootstrap a partition that came to live changes waits for the others; one that came to its end reads on.
    private async Task ArriveAsync(CancellationToken cancellationToken)
    {
        if (gate.Ended.IsCompleted || !(_partition.IsLive || _atEnd))
        {
            return;
        }

        await output.WriteAsync(_partition, cancellationToken);
        if (gate.Arrive(number))
        {
            await output.EndBootstrapAsync();
            gate.Open();
        }

        if (_partition.IsLive)
        {
            await gate.Ended.WaitAsync(cancellationToken);
        }
    }

    [LoggerMessage(1203, LogLevel.Error, "Source {Source}: changes are lost: {Reason}")]
    private partial void LogExpired(string source, string reason);
}
