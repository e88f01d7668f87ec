namespace Reactor.Contracts.Resources;

/// <summary>A <c>kind: Reaction</c> document.</summary>
/// <param name="Name">Name, unique among reactions.</param>
/// <param name="Location">Where the document starts.</param>
/// <param name="Kind">What carries the results: <c>Console</c>, <c>File</c>, <c>PostDaprPubSub</c>, ...</param>
/// <param name="KindLocation">Where <c>spec.kind</c> stands.</param>
/// <param name="Properties">The reaction's settings (<c>spec.properties</c>).</param>
/// <param name="Queries">The queries whose results it carries, at least one.</param>
public sealed record ReactionResource(
    string Name,
    ResourceLocation Location,
    string Kind,
    ResourceLocation KindLocation,
    ResourceValue.Mapping Properties,
    IReadOnlyList<ReactionQuery> Queries);
