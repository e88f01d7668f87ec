namespace Reactor.Cypher.Diagnostics;

/// <summary>How bad a finding is.</summary>
public enum Severity
{
    /// <summary>The query compiles but probably does not do what was meant, or costs more than it seems.</summary>
    Warning,

    /// <summary>The query cannot be compiled.</summary>
    Error,
}
