namespace Reactor.Contracts.Resources;

/// <summary>One entry of a query's <c>sources.subscriptions</c>.</summary>
/// <param name="Source">Name of the source.</param>
/// <param name="Location">Where the name stands.</param>
public sealed record SourceSubscription(string Source, ResourceLocation Location);
