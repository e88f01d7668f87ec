namespace Reactor.Cypher.Syntax;

/// <summary>Words of GQL that openCypher spells differently.</summary>
internal static class GqlWords
{
    /// <summary>Words that open a statement, for "did you mean".</summary>
    public static readonly IReadOnlyList<string> Statements =
        ["MATCH", "OPTIONAL MATCH", "LET", "FILTER", "FOR", "YIELD", "RETURN", "NEXT", "UNION"];

    /// <summary>Words that may follow a complete expression, for "did you mean".</summary>
    public static readonly IReadOnlyList<string> Continuations =
        [.. Statements, "OPTIONAL", "WHERE", "GROUP", "ORDER", "OFFSET", "LIMIT", "AS", "AND", "OR", "XOR", "IN", "IS"];

    private static readonly Dictionary<string, string> Functions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["upper"] = "toUpper",
        ["lower"] = "toLower",
        ["element_id"] = "elementId",
        ["collect_list"] = "collect",
        ["cardinality"] = "size",
        ["path_length"] = "length",
        ["ceiling"] = "ceil",
        ["ln"] = "log",
        ["percentile_cont"] = "percentileCont",
        ["percentile_disc"] = "percentileDisc",
        ["stddev_samp"] = "stDev",
        ["stddev_pop"] = "stDevP",
        ["zoned_datetime"] = "datetime",
        ["local_datetime"] = "localdatetime",
        ["zoned_time"] = "time",
        ["local_time"] = "localtime",
        ["duration_between"] = "duration.between",
    };

    private static readonly Dictionary<string, string> Casts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["STRING"] = "toString",
        ["INTEGER"] = "toInteger",
        ["INT"] = "toInteger",
        ["FLOAT"] = "toFloat",
        ["BOOLEAN"] = "toBoolean",
        ["BOOL"] = "toBoolean",
    };

    /// <summary>Names of the types CAST knows.</summary>
    public static IReadOnlyCollection<string> CastTypes => Casts.Keys;

    /// <summary>openCypher's name of a function, or the name itself.</summary>
    public static string FunctionOf(string name) => Functions.GetValueOrDefault(name, name);

    /// <summary>The function that converts to a type, or <see langword="null"/>.</summary>
    public static string? CastTo(string type) => Casts.GetValueOrDefault(type);
}
