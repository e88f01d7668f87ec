namespace Reactor.Cypher.Syntax;

/// <summary>Bounds that keep every recursive walk over a query within a thread's stack.</summary>
public static class SyntaxLimits
{
    /// <summary>Expressions nested in each other by brackets, calls, CASE or prefix operators.</summary>
    public const int Nesting = 256;

    /// <summary>Height of an expression tree, which a chain such as <c>a AND b AND ...</c> reaches without any nesting.</summary>
    public const int TreeHeight = 1000;
}
