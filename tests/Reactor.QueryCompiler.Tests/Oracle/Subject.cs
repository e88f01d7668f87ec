using Reactor.Contracts.Queries;
using Reactor.Cypher.Binding;
using Reactor.QueryRuntime.Loop;

namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>A query under test, compiled once.</summary>
/// <param name="Text">The query.</param>
/// <param name="Bound">What the oracle evaluates.</param>
/// <param name="Manifest">What the host encodes for.</param>
/// <param name="Make">Makes an instance of the compiled query.</param>
internal sealed record Subject(string Text, BoundQuery Bound, QueryManifest Manifest, Func<CompiledQuery> Make)
{
    /// <summary>Its joins.</summary>
    internal IReadOnlyList<JoinDefinition> Joins { get; init; } = [];
}
