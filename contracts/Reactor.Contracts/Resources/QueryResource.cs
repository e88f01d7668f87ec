namespace Reactor.Contracts.Resources;

/// <summary>A <c>kind: ContinuousQuery</c> document.</summary>
/// <param name="Name">Name, unique among queries.</param>
/// <param name="Location">Where the document starts.</param>
/// <param name="Text">The query.</param>
/// <param name="TextLocation">Where the first character of <paramref name="Text"/> stands in the file.</param>
/// <param name="Subscriptions">The sources it reads, at least one.</param>
/// <param name="Parameters">Values of <c>$name</c> parameters.</param>
/// <param name="Runtime">Our own settings (<c>spec.runtime</c>).</param>
public sealed record QueryResource(
    string Name,
    ResourceLocation Location,
    string Text,
    ResourceLocation TextLocation,
    IReadOnlyList<SourceSubscription> Subscriptions,
    IReadOnlyDictionary<string, ResourceValue> Parameters,
    QueryRuntimeSettings Runtime)
{
    /// <summary><see cref="Text"/> is GQL; otherwise openCypher.</summary>
    public bool IsGql { get; init; }

    /// <summary>Relations between nodes whose properties are equal; ids are unique.</summary>
    public IReadOnlyList<QueryJoin> Joins { get; init; } = [];
}
