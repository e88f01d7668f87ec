namespace Reactor.Contracts.Resources;

/// <summary>One entry of a reaction's <c>spec.queries</c>.</summary>
/// <param name="Query">Name of the query.</param>
/// <param name="Location">Where the name stands.</param>
/// <param name="Settings">The entry's text: free-form settings for that query, often JSON; may be empty.</param>
/// <param name="SettingsLocation">Where the text starts.</param>
public sealed record ReactionQuery(string Query, ResourceLocation Location, string Settings, ResourceLocation SettingsLocation);
