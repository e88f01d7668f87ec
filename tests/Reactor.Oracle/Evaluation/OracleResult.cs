namespace Reactor.Oracle.Evaluation;

/// <summary>A recomputed result.</summary>
/// <param name="Rows">Values by identity, one per column.</param>
/// <param name="Errors">One message per row that could not be evaluated, and per match inside an expression each time a row asked for it.</param>
/// <param name="Work">Rows that the clauses before RETURN gave, all together.</param>
public sealed record OracleResult(IReadOnlyDictionary<string, IReadOnlyList<object?>> Rows, IReadOnlyList<string> Errors, int Work);
