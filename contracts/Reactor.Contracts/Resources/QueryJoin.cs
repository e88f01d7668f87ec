using Reactor.Contracts.Queries;

namespace Reactor.Contracts.Resources;

/// <summary>One entry of a query's <c>sources.joins</c>.</summary>
/// <param name="Definition">The join.</param>
/// <param name="Location">Where its id stands.</param>
public sealed record QueryJoin(JoinDefinition Definition, ResourceLocation Location);
