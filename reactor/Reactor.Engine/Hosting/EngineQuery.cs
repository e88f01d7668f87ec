using Reactor.Contracts.Queries;
using Reactor.Contracts.Resources;

namespace Reactor.Engine.Hosting;

/// <summary>A compiled query and what it is connected to.</summary>
/// <param name="Manifest">What the compiler says of it.</param>
/// <param name="Sources">Names of its sources; their place is their number on the wire.</param>
/// <param name="Settings">Its limits.</param>
public sealed record EngineQuery(QueryManifest Manifest, IReadOnlyList<string> Sources, QueryRuntimeSettings Settings);
