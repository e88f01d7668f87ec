using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Reactor.Contracts.Changes;
using Reactor.Engine.Instances;
using Reactor.Ingest;
using Reactor.Vmm.Scheduling;

namespace Reactor.Engine.Dispatch;

/// <summary>
/// Runs one source and hands its batches to every query that subscribes to it. The channel between is bounded: a slow query slows the
/// source, nothing is dropped and nothing grows.
/// </summary>
internal sealed partial class SourceDispatcher(
    IChangeSource source, IReadOnlyList<(SubscriptionQueue Queue, ScheduledInstance Query)> subscribers, int capacityBatches, ILogger logger)
{
    /// <summary>The source.</summary>
    public IChangeSource Source { get; } = source;

    /// <summary>Runs until the source ends and everything was handed on.</summary>
    /// <exception cref="OperationCanceledException">The engine stops.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<ChangeBatch>(new BoundedChannelOptions(capacityBatches)
        {
            FullMode = BoundedChannelFullMode.Wait,
            SingleReader = true,
            SingleWriter = true,
        });
        var reading = ReadAsync(channel.Writer, cancellationToken);
        try
        {
            await foreach (var batch in channel.Reader.ReadAllAsync(cancellationToken))
            {
                foreach (var (queue, query) in subscribers)
                {
                    await queue.EnqueueAsync(batch, cancellationToken);
                    query.Signal();
                }
            }

            await reading;
        }
        finally
        {
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var (queue, query) in subscribers)
            {
                queue.Complete();
                query.Signal();
            }
        }
    }

    private async Task ReadAsync(ChannelWriter<ChangeBatch> output, CancellationToken cancellationToken)
    {
        try
        {
            await Source.RunAsync(output, cancellationToken);
            output.TryComplete();
            LogEnded(Source.Name);
        }
        catch (Exception exception)
        {
            // The reader of the channel sees the failure after the batches that were read before it.
            output.TryComplete(exception);
            throw;
        }
    }

    [LoggerMessage(3001, LogLevel.Information, "source {Source} has ended")]
    private partial void LogEnded(string source);
}
