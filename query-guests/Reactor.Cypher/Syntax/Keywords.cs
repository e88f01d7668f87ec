namespace Reactor.Cypher.Syntax;

/// <summary>Words the parser gives a meaning by their place.</summary>
internal static class Keywords
{
    /// <summary>Words that cannot be a variable in an expression. Fewer than the grammar reserves: a query may call its variables
    /// <c>order</c>, <c>end</c> or <c>limit</c>. These would make every forgotten expression a misleading "undefined variable".</summary>
    public static readonly IReadOnlySet<string> NotAVariable = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "MATCH", "OPTIONAL", "UNWIND", "WITH", "WHERE", "RETURN", "UNION", "CREATE", "MERGE", "DELETE", "DETACH", "REMOVE",
        "AND", "OR", "XOR", "NOT", "IN", "IS", "AS", "DISTINCT", "CASE", "WHEN", "THEN", "ELSE", "STARTS", "ENDS", "CONTAINS",
    };

    /// <summary>Words that open a clause, for "did you mean".</summary>
    public static readonly IReadOnlyList<string> Clauses = ["MATCH", "OPTIONAL MATCH", "UNWIND", "WITH", "RETURN", "UNION"];

    /// <summary>Words that may follow a complete expression, for "did you mean".</summary>
    public static readonly IReadOnlyList<string> Continuations =
        ["MATCH", "OPTIONAL", "UNWIND", "WITH", "WHERE", "RETURN", "UNION", "AS", "AND", "OR", "XOR", "IN", "IS", "STARTS", "ENDS", "CONTAINS",
         "ORDER", "SKIP", "LIMIT"];

    /// <summary>Clauses that write; a continuous query only reads.</summary>
    public static readonly IReadOnlySet<string> WritingClauses = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "CREATE", "MERGE", "SET", "DELETE", "DETACH", "REMOVE", "FOREACH", "DROP", "INSERT",
    };

    /// <summary>Clauses of other dialects or of procedures.</summary>
    public static readonly IReadOnlySet<string> OtherClauses = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "CALL", "LOAD", "USE", "SHOW", "START", "FILTER", "LET", "FOR", "FINISH", "EXPLAIN", "PROFILE", "USING",
    };
}
