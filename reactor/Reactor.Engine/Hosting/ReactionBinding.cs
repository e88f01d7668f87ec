using Reactor.Contracts.Results;

namespace Reactor.Engine.Hosting;

/// <summary>A reaction and the queries whose results it carries.</summary>
/// <param name="Reaction">The reaction; the engine does not dispose it.</param>
/// <param name="Queries">Names of the queries.</param>
public sealed record ReactionBinding(IReaction Reaction, IReadOnlyList<string> Queries);
