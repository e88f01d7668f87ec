namespace Reactor.QueryRuntime.Loop;

/// <summary>
/// A query reached a limit that keeps it from taking all memory: the query is suspended, and no data is at fault (docs/semantics.md, section 8).
/// </summary>
/// <param name="message">Which limit of which part of the query, and how to stay below it; for the user.</param>
public sealed class QueryLimitException(string message) : Exception(message);
