namespace Reactor.Oracle.Evaluation;

/// <summary>Data that an expression can not work on: the row is in error (docs/semantics.md, section 5).</summary>
public sealed class EvaluationFailure(string message) : Exception(message);
