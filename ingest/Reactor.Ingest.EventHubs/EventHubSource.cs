using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Reactor.Contracts.Changes;
using Reactor.Contracts.Resources;

namespace Reactor.Ingest.EventHubs;

/// <summary>
/// <c>kind: EventHub</c>: all partitions of one or more Azure event hubs over AMQP 1.0. A position's partition is the hub's plus 65,536 times
/// the index of the hub, its offset the sequence number. Nothing is written to the service: positions are the reactor's.
/// </summary>
public sealed class EventHubSource : IChangeSource
{
    private readonly EventHubSettings _settings;
    private readonly Feed _feed;
    private readonly ILogger _logger;

    internal EventHubSource(string name, EventHubSettings settings, ILogger logger)
    {
        _settings = settings;
        _logger = logger;
        _feed = new Feed(name, settings.Feed, logger);
    }

    /// <inheritdoc/>
    public string Name => _feed.Name;

    /// <inheritdoc/>
    public SourceVocabulary Vocabulary => _feed.Vocabulary;

    /// <inheritdoc/>
    public ReplayMode Replay => ReplayMode.Positions;

    /// <inheritdoc/>
    public SourceStatistics Statistics => _feed.Statistics;

    /// <summary>Makes the source that a resource of kind <c>EventHub</c> describes. Connects to nothing yet.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="logger">Where the source logs.</param>
    /// <param name="problems">Receives what is wrong with the settings.</param>
    /// <returns>The source, or null when the settings are wrong.</returns>
    public static EventHubSource? TryCreate(SourceResource resource, ILogger logger, ICollection<ResourceProblem> problems)
    {
        var before = problems.Count;
        var settings = EventHubSettings.Read(resource, problems);
        return settings is not null && problems.Count == before ? new EventHubSource(resource.Name, settings, logger) : null;
    }

    /// <inheritdoc/>
    public async Task RunAsync(ChannelWriter<ChangeBatch> output, CancellationToken cancellationToken)
    {
        Statistics.Enter(SourceState.Connecting);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var writer = new HubOutput(_feed, output, stop.Token);
        var gate = new BootstrapGate(_settings.Hubs.Count);
        try
        {
            if (!_feed.MayBootstrap)
            {
                await writer.EndBootstrapAsync();
                gate.Open();
            }

            var readers = _settings.Hubs.Select((hub, index) =>
                new HubReader(hub, index, _settings, _feed, writer, gate, _logger).RunAsync(stop.Token)).ToList();
            var first = await Task.WhenAny(readers);
            await stop.CancelAsync();
            await Task.WhenAll(readers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await first;
        }
        catch (OperationCanceledException)
        {
            Statistics.Enter(SourceState.Completed);
            throw;
        }
        catch (Exception exception) when (exception is FeedException or ChannelClosedException)
        {
            Statistics.Enter(SourceState.Failed, exception.Message);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
