namespace Reactor.Contracts.Resources;

/// <summary>A <c>kind: Source</c> document.</summary>
/// <param name="Name">Name, unique among sources.</param>
/// <param name="Location">Where the document starts.</param>
/// <param name="Kind">Connector: <c>File</c>, <c>Kafka</c>, <c>EventHub</c>, ...</param>
/// <param name="KindLocation">Where <c>spec.kind</c> stands.</param>
/// <param name="Properties">The connector's settings (<c>spec.properties</c>).</param>
public sealed record SourceResource(string Name, ResourceLocation Location, string Kind, ResourceLocation KindLocation, ResourceValue.Mapping Properties);
