using Microsoft.Extensions.Logging;
using Reactor.Ingest.EventHubs.Protocol;

namespace Reactor.Ingest.EventHubs;

/// <summary>
/// Reads one hub: connects, asks for its partitions, reads all of them at once; when anything breaks it starts over with a growing pause, each
/// partition behind the last event it took.
/// </summary>
internal sealed partial class HubReader(
    string hub, int hubIndex, EventHubSettings settings, Feed feed, HubOutput output, BootstrapGate gate, ILogger logger)
{
    private const int PartitionsPerHub = 65_536;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, HubPartitionReader> _partitions = [];
    private readonly DateTimeOffset _started = feed.Clock.GetUtcNow();
    private TimeSpan _pause = FirstPause;
    private bool _isLost;

    /// <summary>Reads until cancelled.</summary>
    /// <exception cref="FeedException">A value is malformed and the source stops at errors.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await ReadAsync(cancellationToken);
            }
            catch (HubException exception)
            {
                Lose(exception.Message);
                await Task.Delay(_pause, feed.Clock, cancellationToken);
                _pause = TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, LongestPause.Ticks));
            }
        }
    }

    /// <summary>One connection's worth of reading; returns when the hub has new partitions.</summary>
    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await HubConnection.OpenAsync(settings, hub, feed.Clock, cancellationToken);
        var ids = await connection.GetPartitionIdsAsync(cancellationToken);
        await AddPartitionsAsync(connection, ids, cancellationToken);
        Find();

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var tasks = new List<Task> { connection.Renewal, WatchPartitionsAsync(connection, ids.Count, stop.Token) };
        foreach (var partition in _partitions.Values)
        {
            tasks.Add(Task.Run(() => partition.RunAsync(connection, stop.Token), stop.Token));
        }

        var first = await Task.WhenAny(tasks);
        await stop.CancelAsync();
        await Task.WhenAll(tasks.Skip(1)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // The others were cancelled; the first one says why, unless one of them met an error that must end the source.
        var fatal = tasks.Find(task => task.Exception?.InnerException is FeedException);
        await (fatal ?? first);
    }

    private async Task AddPartitionsAsync(HubConnection connection, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var isFirst = _partitions.Count == 0;
        for (var index = 0; index < ids.Count; index++)
        {
            if (_partitions.ContainsKey(ids[index]))
            {
                continue;
            }

            // Partitions that appear later are read from their beginning: all they have is new.
            var start = isFirst ? await StartAsync(connection, ids[index], cancellationToken) : HubPosition.Beginning;
            _partitions.Add(ids[index], new HubPartitionReader(ids[index], Number(ids[index], index), start, settings, feed, output, gate, logger));
        }

        gate.Expect(hub, ids.Select(Number));
    }

    private int Number(string id, int index) => (hubIndex * PartitionsPerHub) + (int.TryParse(id, out var number) ? number : index);

    // "Latest" is made a number now, so that what arrives while a connection is broken is not passed over.
    private async Task<HubPosition> StartAsync(HubConnection connection, string id, CancellationToken cancellationToken)
    {
        if (settings.Window is { } window && window > TimeSpan.Zero)
        {
            return HubPosition.Since(_started - window);
        }

        return settings.Window is null && settings.StartFrom == StartFrom.Earliest
            ? HubPosition.Beginning
            : HubPosition.After((await connection.GetExtentAsync(id, cancellationToken)).LastSequence);
    }

    private async Task WatchPartitionsAsync(HubConnection connection, int known, CancellationToken cancellationToken)
    {
        do
        {
            await Task.Delay(settings.Discovery, feed.Clock, cancellationToken);
        }
        while ((await connection.GetPartitionIdsAsync(cancellationToken)).Count == known);
    }

    private void Lose(string reason)
    {
        feed.Statistics.Enter(SourceState.Retrying, $"cannot read {hub} at {settings.Connection}: {reason}");
        if (!_isLost)
        {
            _isLost = true;
            LogLost(feed.Name, hub, settings.Connection, reason);
        }
    }

    private void Find()
    {
        feed.Statistics.Enter(SourceState.Connected);
        LogReading(feed.Name, hub, _partitions.Count);
        _isLost = false;
        _pause = FirstPause;
    }

    [LoggerMessage(1200, LogLevel.Information, "Source {Source}: reads {Hub} with {Partitions} partitions")]
    private partial void LogReading(string source, string hub, int partitions);

    [LoggerMessage(1201, LogLevel.Warning, "Source {Source}: cannot read {Hub} at {Address}: {Reason}; trying again")]
    private partial void LogLost(string source, string hub, HubConnectionString address, string reason);
}
