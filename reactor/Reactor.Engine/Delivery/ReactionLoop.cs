using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Reactor.Contracts.Results;

namespace Reactor.Engine.Delivery;

/// <summary>Delivers the results of one query to one reaction, in order. One loop per pair.</summary>
internal sealed partial class ReactionLoop
{
    private readonly Channel<PendingDelivery> _deliveries;
    private readonly IReaction _reaction;
    private readonly ILogger _logger;

    /// <summary>Makes a loop.</summary>
    /// <param name="reaction">Where results go.</param>
    /// <param name="capacityDeliveries">Deliveries that may wait before the query is held up.</param>
    /// <param name="logger">Where failures are said.</param>
    public ReactionLoop(IReaction reaction, int capacityDeliveries, ILogger logger)
    {
        _reaction = reaction;
        _logger = logger;
        _deliveries = Channel.CreateBounded<PendingDelivery>(new BoundedChannelOptions(capacityDeliveries)
        {
            FullMode = BoundedChannelFullMode.Wait,
            SingleReader = true,
            SingleWriter = true,
        });
    }

    /// <summary>Where the query's pump writes; completed by it.</summary>
    public ChannelWriter<PendingDelivery> Deliveries => _deliveries.Writer;

    /// <summary>Why the reaction refused a delivery for good; null while it has not.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Runs until the query's results end. A reaction that refuses for good is left out from then on; the query goes on.</summary>
    /// <param name="started">Completes when the reaction can be reached.</param>
    /// <param name="cancellationToken">Stops the loop.</param>
    public async Task RunAsync(Task started, CancellationToken cancellationToken)
    {
        await started;
        await foreach (var delivery in _deliveries.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                if (Refusal is null)
                {
                    await _reaction.DeliverAsync(delivery.Delivery, cancellationToken);
                }
            }
            catch (ReactionException refusal)
            {
                Refusal = refusal.Message;
                LogRefused(_reaction.Name, delivery.Delivery.Query.Name, refusal.Message);
            }
            finally
            {
                delivery.Release();
            }
        }
    }

    [LoggerMessage(3010, LogLevel.Error, "reaction {Reaction} gets no more results of query {Query}: {Reason}")]
    private partial void LogRefused(string reaction, string query, string reason);
}
