using Reactor.Contracts.Changes;

namespace Reactor.Bench.Queries;

/// <summary>A query, the graph it starts from, and the changes whose speed is measured.</summary>
/// <param name="Name">Of its figures.</param>
/// <param name="Query">openCypher.</param>
/// <param name="Feed">Makes the changes; used by this scenario alone.</param>
/// <param name="Elements">What is there before the changes; enumerated once.</param>
/// <param name="Update">Makes the next change.</param>
internal sealed record Scenario(string Name, string Query, FeedBuilder Feed, IEnumerable<ElementChange> Elements, Func<ElementChange> Update)
{
    /// <summary>Changes of a round at full scale: fewer where each is expensive.</summary>
    internal int RoundChanges { get; init; } = 64 * FeedBuilder.BatchChanges;

    /// <summary>Changes a second to be reached in a micro-VM; null when only reported.</summary>
    internal double? Reach { get; init; }

    /// <summary>Rows a second to be reached in a micro-VM; null when the figure is left out.</summary>
    internal double? RowsReach { get; init; }
}
