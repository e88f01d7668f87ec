namespace Reactor.QueryTests.Running;

/// <summary>What was seen of a query in this process behind a unit, where diffs do not tell.</summary>
/// <param name="Order">Identities of the result's rows in order; null when the query gives none.</param>
/// <param name="Errors">Why rows stand in error.</param>
internal sealed record UnitNote(IReadOnlyList<UInt128>? Order, IReadOnlyList<string> Errors);
