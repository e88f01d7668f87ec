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

    private static readonly Dictionary<string, string> Constructors = new(StringComparer.OrdinalIgnoreCase)
    {
        ["DATE"] = "date",
        ["TIME"] = "time",
        ["DATETIME"] = "datetime",
        ["TIMESTAMP"] = "datetime",
        ["DURATION"] = "duration",
    };

    private static readonly Dictionary<string, string> Clocks = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CURRENT_DATE"] = "date",
        ["CURRENT_TIME"] = "time",
        ["CURRENT_TIMESTAMP"] = "datetime",
        ["LOCAL_TIME"] = "localtime",
        ["LOCAL_TIMESTAMP"] = "localdatetime",
    };

    private static readonly Dictionary<string, string> Replacements = new(StringComparer.OrdinalIgnoreCase)
    {
        ["WITH"] = "write LET, or RETURN ... NEXT",
        ["UNWIND"] = "write FOR x IN list",
        ["HAVING"] = "write RETURN ... NEXT FILTER",
        ["SELECT"] = "write MATCH ... RETURN",
        ["EXCEPT"] = "of two results there is UNION [ALL]",
        ["INTERSECT"] = "of two results there is UNION [ALL]",
        ["OTHERWISE"] = "of two results there is UNION [ALL]",
    };

    private static readonly Dictionary<string, string> Casts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["STRING"] = "toString",
        ["INTEGER"] = "toInteger",
        ["INT"] = "toInteger",
        ["FLOAT"] = "toFloat",
        ["INT64"] = "toInteger",
        ["BIGINT"] = "toInteger",
        ["FLOAT64"] = "toFloat",
        ["DOUBLE"] = "toFloat",
        ["DATE"] = "date",
        ["TIME"] = "time",
        ["DATETIME"] = "datetime",
        ["LOCAL TIME"] = "localtime",
        ["ZONED TIME"] = "time",
        ["LOCAL DATETIME"] = "localdatetime",
        ["ZONED DATETIME"] = "datetime",
        ["DURATION"] = "duration",
        ["BOOLEAN"] = "toBoolean",
        ["BOOL"] = "toBoolean",
    };

    /// <summary>Names of the types CAST knows.</summary>
    public static IReadOnlyCollection<string> CastTypes => Casts.Keys;

    /// <summary>openCypher's name of a function, or the name itself.</summary>
    public static string FunctionOf(string name) => Functions.GetValueOrDefault(name, name);

    /// <summary>The function that makes a value of the text behind the word, or <see langword="null"/>.</summary>
    public static string? ConstructorOf(string word) => Constructors.GetValueOrDefault(word);

    /// <summary>The function that a word for the current time stands for, or <see langword="null"/>.</summary>
    public static string? ClockOf(string word) => Clocks.GetValueOrDefault(word);

    /// <summary>What to write instead of a statement that is not supported, or <see langword="null"/>.</summary>
    public static string? Instead(string word) => Replacements.GetValueOrDefault(word);

    /// <summary>The function that converts to a type, or <see langword="null"/>.</summary>
    public static string? CastTo(string type) => Casts.GetValueOrDefault(type);
}
