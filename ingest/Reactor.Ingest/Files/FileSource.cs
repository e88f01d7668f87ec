using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Reactor.Contracts.Changes;
using Reactor.Contracts.Resources;

namespace Reactor.Ingest.Files;

/// <summary>
/// <c>kind: File</c>: a feed of JSON lines in a file, or on standard input (<c>path: -</c>), plain or gzip. Positions are line numbers from 1
/// in partition 0. A change without time has that of the file's last change, so that reading again gives the same changes.
/// </summary>
public sealed partial class FileSource : IChangeSource
{
    // Longer than any sensible change; a file without line ends must not fill the memory.
    private const int MaxLineBytes = 16 << 20;

    private static readonly TimeSpan BootstrapIdle = TimeSpan.FromSeconds(1);

    private readonly FileSettings _settings;
    private readonly Feed _feed;
    private readonly ILogger _logger;
    private readonly Func<Stream> _open;
    private readonly Pacer? _pacer;
    private readonly int _batchChanges;

    internal FileSource(string name, FileSettings settings, ILogger logger, Func<Stream>? open = null)
    {
        _settings = settings;
        _logger = logger;
        _open = open ?? (settings.IsStandardInput ? Console.OpenStandardInput : () => File.OpenRead(settings.Path));
        _feed = new Feed(name, settings.Feed, logger);
        _batchChanges = settings.Feed.BatchChanges;
        if (settings.RatePerSecond > 0)
        {
            // Twenty batches a second look like a stream.
            _pacer = new Pacer(settings.RatePerSecond, _feed.Clock);
            _batchChanges = Math.Clamp((int)(settings.RatePerSecond / 20), 1, _batchChanges);
        }
    }

    /// <inheritdoc/>
    public string Name => _feed.Name;

    /// <inheritdoc/>
    public SourceVocabulary Vocabulary => _feed.Vocabulary;

    /// <inheritdoc/>
    public ReplayMode Replay => _settings.IsStandardInput ? ReplayMode.Log : ReplayMode.Positions;

    /// <inheritdoc/>
    public SourceStatistics Statistics => _feed.Statistics;

    /// <summary>Makes the source that a resource of kind <c>File</c> describes.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="baseDirectory">Directory that a relative path starts from: that of the resource's file.</param>
    /// <param name="logger">Where the source logs.</param>
    /// <param name="problems">Receives what is wrong with the settings.</param>
    /// <returns>The source, or null when the settings are wrong.</returns>
    public static FileSource? TryCreate(SourceResource resource, string baseDirectory, ILogger logger, ICollection<ResourceProblem> problems)
    {
        var before = problems.Count;
        var settings = FileSettings.Read(resource, baseDirectory, problems);
        return problems.Count == before ? new FileSource(resource.Name, settings, logger) : null;
    }

    /// <inheritdoc/>
    public async Task RunAsync(ChannelWriter<ChangeBatch> output, CancellationToken cancellationToken)
    {
        try
        {
            Statistics.Enter(SourceState.Connecting);
            var stream = OpenStream();
            await using (stream)
            {
                Statistics.Enter(SourceState.Connected);
                await ReadAsync(stream, output, cancellationToken);
            }

            Statistics.Enter(SourceState.Completed);
            LogEnded(Name, Statistics.Received, Statistics.Changes, Statistics.Malformed);
        }
        catch (FeedException exception)
        {
            Statistics.Enter(SourceState.Failed, exception.Message);
            throw;
        }
        catch (OperationCanceledException)
        {
            Statistics.Enter(SourceState.Completed);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Stream OpenStream()
    {
        try
        {
            return _open();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FeedException(Name, null, $"cannot open the file: {exception.Message}", exception);
        }
    }

    private async Task ReadAsync(Stream stream, ChannelWriter<ChangeBatch> output, CancellationToken cancellationToken)
    {
        var partition = _feed.Open(0);
        var lines = default(LineReader);
        try
        {
            await using var unpacked = await FeedStream.UnpackAsync(stream, cancellationToken);
            lines = new LineReader(unpacked, MaxLineBytes);
            if (!_feed.MayBootstrap)
            {
                await EndBootstrapAsync(partition, output, cancellationToken);
            }

            var arrivalTimeNs = ArrivalTimeNs();
            do
            {
                while (lines.TryRead(out var line, out var isTooLong))
                {
                    AddLine(partition, line.Span, lines.LineNumber, isTooLong, arrivalTimeNs);
                    if (!_feed.BootstrapEnded && partition.IsLive)
                    {
                        await EndBootstrapAsync(partition, output, cancellationToken);
                    }

                    if (Math.Max(partition.SnapshotCount, partition.ReadyCount) >= _batchChanges || partition.NeedsPart)
                    {
                        await FlushAsync(partition, output, cancellationToken);
                    }
                }
            }
            while (await FillAsync(lines, partition, output, cancellationToken));
        }
        catch (FeedException)
        {
            // What stood before the value that ends the source counts; a transaction it cuts off does not.
            await FlushAsync(partition, output, cancellationToken);
            throw;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw new FeedException(Name, new SourcePosition(0, lines?.LineNumber ?? 0), $"the file is damaged: {exception.Message}", exception);
        }

        partition.CloseTransaction();
        await EndBootstrapAsync(partition, output, cancellationToken);
        await FlushAsync(partition, output, cancellationToken);
    }

    private long ArrivalTimeNs()
    {
        var time = _settings.IsStandardInput || !File.Exists(_settings.Path) ? _feed.Clock.GetUtcNow().UtcDateTime : File.GetLastWriteTimeUtc(_settings.Path);
        return (time - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
    }

    private static void AddLine(PartitionFeed partition, ReadOnlySpan<byte> line, long number, bool isTooLong, long arrivalTimeNs)
    {
        if (number == 1 && line.StartsWith("\uFEFF"u8))
        {
            line = line[3..];
        }

        line = line.Trim(" \t\r"u8);
        if (isTooLong)
        {
            partition.AddUnreadable(line, number, $"the line is longer than {MaxLineBytes >> 20} MiB");
        }
        else if (!line.IsEmpty)
        {
            partition.Add(line, default, number, arrivalTimeNs);
        }
    }

    // A file is read as fast as it can be. Standard input may pause: then what is complete goes out at once, and silence ends what is open.
    private async ValueTask<bool> FillAsync(
        LineReader lines, PartitionFeed partition, ChannelWriter<ChangeBatch> output, CancellationToken cancellationToken)
    {
        if (!_settings.IsStandardInput)
        {
            return await lines.FillAsync(cancellationToken);
        }

        var filling = lines.FillAsync(cancellationToken).AsTask();
        if (!filling.IsCompleted)
        {
            await FlushAsync(partition, output, cancellationToken);
        }

        if (!_feed.BootstrapEnded && !await EndsWithinAsync(filling, BootstrapIdle, cancellationToken))
        {
            await EndBootstrapAsync(partition, output, cancellationToken);
        }

        if (partition.HasOpenTransaction && !await EndsWithinAsync(filling, _settings.Feed.TransactionIdle, cancellationToken))
        {
            partition.CloseTransaction();
            await FlushAsync(partition, output, cancellationToken);
        }

        return await filling.WaitAsync(cancellationToken);
    }

    private async Task<bool> EndsWithinAsync(Task task, TimeSpan time, CancellationToken cancellationToken)
    {
        await Task.WhenAny(task, Task.Delay(time, _feed.Clock, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        return task.IsCompleted;
    }

    private async ValueTask FlushAsync(PartitionFeed partition, ChannelWriter<ChangeBatch> output, CancellationToken cancellationToken)
    {
        if (partition.SnapshotCount > 0)
        {
            await WriteAsync(partition.TakeSnapshot(BatchPhase.Bootstrap), output, cancellationToken);
        }

        if (partition.ReadyCount > 0)
        {
            await WriteAsync(partition.TakeLive(), output, cancellationToken);
        }
        else if (partition.NeedsPart)
        {
            await WriteAsync(partition.TakePart(), output, cancellationToken);
        }
    }

    private async ValueTask EndBootstrapAsync(PartitionFeed partition, ChannelWriter<ChangeBatch> output, CancellationToken cancellationToken)
    {
        if (!_feed.BootstrapEnded)
        {
            _feed.EndBootstrap();
            await WriteAsync(partition.TakeSnapshot(BatchPhase.BootstrapEnd), output, cancellationToken);
        }
    }

    private async ValueTask WriteAsync(ChangeBatch batch, ChannelWriter<ChangeBatch> output, CancellationToken cancellationToken)
    {
        if (_pacer is not null && batch.Phase == BatchPhase.Live)
        {
            await _pacer.WaitAsync(batch.Changes.Count, cancellationToken);
        }

        if (!output.TryWrite(batch))
        {
            Statistics.Enter(SourceState.Paused);
            await output.WriteAsync(batch, cancellationToken);
            Statistics.Enter(SourceState.Connected);
        }

        Statistics.CountWritten(batch);
    }

    [LoggerMessage(1010, LogLevel.Debug, "Source {Source}: end of file after {Received} values: {Changes} changes, {Malformed} malformed")]
    private partial void LogEnded(string source, long received, long changes, long malformed);
}
