namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>The engine and the oracle disagree, or the engine with itself.</summary>
public sealed class OracleMismatchException(string message) : Exception(message);
