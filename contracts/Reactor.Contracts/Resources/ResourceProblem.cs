namespace Reactor.Contracts.Resources;

/// <summary>One mistake in a resource, for the person who wrote it.</summary>
/// <param name="Location">Where it stands.</param>
/// <param name="Message">What is wrong: one sentence in lower case, without a full stop. Never contains a secret.</param>
/// <param name="Suggestion">What was probably meant, as a sentence such as <c>did you mean "path"?</c>; null when there is no good guess.</param>
public sealed record ResourceProblem(ResourceLocation Location, string Message, string? Suggestion = null)
{
    /// <summary><c>file:line:column: message; suggestion</c>.</summary>
    public override string ToString() => Suggestion is null ? $"{Location}: {Message}" : $"{Location}: {Message}; {Suggestion}";
}
