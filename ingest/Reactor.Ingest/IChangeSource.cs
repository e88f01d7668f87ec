using System.Threading.Channels;
using Reactor.Contracts.Changes;

namespace Reactor.Ingest;

/// <summary>
/// One change feed. What it writes, in order: batches of phase <see cref="BatchPhase.Bootstrap"/> (possibly none), exactly one of
/// <see cref="BatchPhase.BootstrapEnd"/> (possibly empty), then only <see cref="BatchPhase.Live"/>. A feed without initial state writes
/// the empty bootstrap end as soon as it can tell.
/// </summary>
public interface IChangeSource : IAsyncDisposable
{
    /// <summary>Name of the source resource; unique among sources.</summary>
    string Name { get; }

    /// <summary>What the numbers in its changes mean.</summary>
    SourceVocabulary Vocabulary { get; }

    /// <summary>Whether the feed can be read again from a position.</summary>
    ReplayMode Replay { get; }

    /// <summary>What happened so far; may be read at any time from any thread.</summary>
    SourceStatistics Statistics { get; }

    /// <summary>Reads the feed until it ends or is cancelled. May be called once.</summary>
    /// <param name="output">Bounded channel; a full one slows the source down and loses nothing. The caller completes it.</param>
    /// <param name="cancellationToken">Stops reading. What is already read but not yet written is dropped.</param>
    /// <returns>Completes when a finite feed ends and its last batch is written; an endless feed only ends by cancellation.</returns>
    /// <exception cref="FeedException">The feed cannot be read, or a value is malformed and the source stops at errors.</exception>
    Task RunAsync(ChannelWriter<ChangeBatch> output, CancellationToken cancellationToken);
}
