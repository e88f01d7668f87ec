using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Reactor.Contracts.Changes;
using Reactor.Ingest.Formats;

namespace Reactor.Ingest;

/// <summary>What the partitions of one source have in common: settings, vocabulary, counters, and where the bootstrap ends.</summary>
public sealed partial class Feed
{
    private readonly ILogger _logger;
    private volatile int _format;
    private volatile bool _bootstrapEnded;

    /// <summary>Makes the feed of a source.</summary>
    /// <param name="name">Name of the source.</param>
    /// <param name="settings">How values are read.</param>
    /// <param name="logger">Where malformed values and the detected format are logged.</param>
    /// <param name="clock">Time of rate limits; the system's by default.</param>
    public Feed(string name, FeedSettings settings, ILogger logger, TimeProvider? clock = null)
    {
        Name = name;
        Settings = settings;
        Clock = clock ?? TimeProvider.System;
        _logger = logger;
        _format = (int)settings.Format;
        Problems = new FeedProblemReporter(name, settings.OnError, Statistics, logger, Clock);
    }

    /// <summary>Name of the source.</summary>
    public string Name { get; }

    /// <summary>How values are read.</summary>
    public FeedSettings Settings { get; }

    /// <summary>Time of rate limits and idle times.</summary>
    public TimeProvider Clock { get; }

    /// <summary>What the numbers in the changes mean.</summary>
    public SourceVocabulary Vocabulary { get; } = new();

    /// <summary>What happened so far.</summary>
    public SourceStatistics Statistics { get; } = new();

    /// <summary>What happens to malformed values.</summary>
    public FeedProblemReporter Problems { get; }

    /// <summary>The format in use; <see cref="FeedFormat.Auto"/> until a value told it.</summary>
    public FeedFormat Format => (FeedFormat)_format;

    /// <summary>Whether the feed may begin with initial state: only Debezium marks it.</summary>
    public bool MayBootstrap => !_bootstrapEnded && Format is FeedFormat.Auto or FeedFormat.Debezium;

    /// <summary>Whether <see cref="EndBootstrap"/> was called.</summary>
    public bool BootstrapEnded => _bootstrapEnded;

    /// <summary>From now on initial state that still arrives counts as live inserts.</summary>
    public void EndBootstrap() => _bootstrapEnded = true;

    /// <summary>Makes the reader of one partition.</summary>
    /// <param name="partition">Its number in the positions of its changes.</param>
    public PartitionFeed Open(int partition) => new(this, partition);

    /// <summary>The empty batch that ends a bootstrap.</summary>
    public ChangeBatch EmptyBootstrapEnd() => new(Name, Vocabulary, BatchPhase.BootstrapEnd, []);

    /// <summary>A decoder for the feed's format, which the value tells when nothing told it before.</summary>
    internal bool TryCreateDecoder(ReadOnlySpan<byte> json, [NotNullWhen(true)] out ValueDecoder? decoder)
    {
        if (Format == FeedFormat.Auto)
        {
            var detected = FormatDetector.Detect(json);
            if (detected != FeedFormat.Auto
                && Interlocked.CompareExchange(ref _format, (int)detected, (int)FeedFormat.Auto) == (int)FeedFormat.Auto)
            {
                LogDetected(Name, detected);
            }
        }

        decoder = Format switch
        {
            FeedFormat.Debezium => new DebeziumDecoder(Vocabulary, Settings),
            FeedFormat.Drasi => new DrasiDecoder(Vocabulary, Settings),
            FeedFormat.Plain => new PlainDecoder(Vocabulary, Settings),
            _ => null,
        };
        return decoder is not null;
    }

    [LoggerMessage(1000, LogLevel.Information, "Source {Source}: format detected: {Format}")]
    private partial void LogDetected(string source, FeedFormat format);
}
