using Reactor.Contracts.Results;

namespace Reactor.Reactions;

/// <summary>A reaction of this project: what all of them can tell about themselves.</summary>
public abstract class Reaction : IReaction
{
    private protected Reaction(string name) => Name = name;

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Where the results go, for people: <c>console</c>, a path, <c>Dapr pub/sub at http://...</c>.</summary>
    public abstract string Target { get; }

    /// <summary>What was delivered so far and whether the receiver is waited for. Live; readable from any thread.</summary>
    public ReactionStatistics Statistics { get; } = new();

    /// <inheritdoc/>
    public abstract Task StartAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract Task DeliverAsync(QueryDelivery delivery, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
