using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Reactor.Contracts.Changes;
using Reactor.Contracts.Resources;

namespace Reactor.Ingest.Kafka;

/// <summary>
/// <c>kind: Kafka</c>: all partitions of one or more topics, assigned by hand, so that no group decides who reads what; offsets are never
/// committed. A position's partition is the Kafka partition plus 65,536 times the index of the topic.
/// </summary>
public sealed class KafkaSource : IChangeSource
{
    private readonly KafkaSettings _settings;
    private readonly Feed _feed;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    internal KafkaSource(string name, KafkaSettings settings, ILogger logger)
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
    public ReplayMode Replay => _settings.IsCompacted ? ReplayMode.Log : ReplayMode.Positions;

    /// <inheritdoc/>
    public SourceStatistics Statistics => _feed.Statistics;

    /// <summary>Makes the source that a resource of kind <c>Kafka</c> describes. Connects to nothing yet.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="logger">Where the source logs.</param>
    /// <param name="problems">Receives what is wrong with the settings.</param>
    /// <returns>The source, or null when the settings are wrong.</returns>
    public static KafkaSource? TryCreate(SourceResource resource, ILogger logger, ICollection<ResourceProblem> problems)
    {
        var before = problems.Count;
        var settings = KafkaSettings.Read(resource, problems);
        return problems.Count == before ? new KafkaSource(resource.Name, settings, logger) : null;
    }

    /// <inheritdoc/>
    public Task RunAsync(ChannelWriter<ChangeBatch> output, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // The consumer blocks while it polls: it gets a thread of its own.
        var thread = new Thread(() => Run(output, done, cancellationToken)) { IsBackground = true, Name = $"kafka {Name}" };
        thread.Start();
        _running = done.Task;
        return done.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private void Run(ChannelWriter<ChangeBatch> output, TaskCompletionSource done, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        try
        {
            Statistics.Enter(SourceState.Connecting);
            using var reader = new KafkaReader(_settings, _feed, output, _logger);
            reader.Run(stop.Token);
        }
        catch (OperationCanceledException)
        {
            Statistics.Enter(SourceState.Completed);
            done.SetCanceled(cancellationToken.IsCancellationRequested ? cancellationToken : CancellationToken.None);
        }
#pragma warning disable CA1031 // The thread's top: whatever ends it must reach whoever awaits the run.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Statistics.Enter(SourceState.Failed, exception.Message);
            done.SetException(exception);
        }
    }
}
