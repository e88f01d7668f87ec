namespace Reactor.Oracle.Values;

/// <summary>A list value.</summary>
/// <param name="Items">Its elements.</param>
/// <param name="IsUnordered">It comes from collect, whose order follows row identities, which the oracle does not compute: only its
/// content means something. Using its order is a mistake in a test's query.</param>
public sealed record OracleList(IReadOnlyList<object?> Items, bool IsUnordered = false);
