using Reactor.Contracts.Changes;

namespace Reactor.Contracts.Queries;

/// <summary>A node label or relation type a query names; its place in the manifest is its bit in the label mask.</summary>
/// <param name="Name">The label or type.</param>
/// <param name="Kind">What carries it.</param>
public sealed record ManifestLabel(string Name, ElementKind Kind);
