namespace Reactor.Contracts.Results;

/// <summary>Carries results to a receiver. The engine calls it from one loop per reaction and query, so deliveries of a query keep their order.</summary>
public interface IReaction : IAsyncDisposable
{
    /// <summary>Name of the reaction's resource.</summary>
    string Name { get; }

    /// <summary>Waits until the receiver can be reached, saying so once; called before the first delivery.</summary>
    /// <exception cref="OperationCanceledException">The engine stops.</exception>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Delivers and returns when the receiver has acknowledged everything. Retries by itself, for as long as it takes.</summary>
    /// <param name="delivery">Results of one query, in order. Its batch is used again when the returned task has completed: copy what is kept.</param>
    /// <param name="cancellationToken">Stops the attempt: what was not acknowledged is delivered again later.</param>
    /// <exception cref="OperationCanceledException">The engine stops.</exception>
    /// <exception cref="ReactionException">The receiver refuses for good.</exception>
    Task DeliverAsync(QueryDelivery delivery, CancellationToken cancellationToken);
}
