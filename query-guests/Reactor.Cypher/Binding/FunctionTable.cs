using System.Diagnostics.CodeAnalysis;
using Trait = Reactor.Cypher.Binding.FunctionTraits;
using Types = Reactor.Cypher.Binding.TypeSet;

namespace Reactor.Cypher.Binding;

/// <summary>Every scalar function of the language, one line each. Adding a function starts here; evaluators key on
/// <see cref="FunctionSymbol.Name"/>.</summary>
public static class FunctionTable
{
    private const int AnyNumber = int.MaxValue;

    /// <summary>A point in time, or milliseconds since the Unix epoch; also a length of time.</summary>
    private const Types Timestamp = Types.Temporal | Types.Integer;

    private static readonly FunctionSymbol[] Symbols =
    [
        // Text
        Define("toUpper", 1, 1, Types.Text, Types.Text),
        Define("toLower", 1, 1, Types.Text, Types.Text),
        Define("trim", 1, 1, Types.Text, Types.Text),
        Define("ltrim", 1, 1, Types.Text, Types.Text),
        Define("rtrim", 1, 1, Types.Text, Types.Text),
        Define("left", 2, 2, Types.Text, [Types.Text, Types.Integer]),
        Define("right", 2, 2, Types.Text, [Types.Text, Types.Integer]),
        Define("substring", 2, 3, Types.Text, [Types.Text, Types.Integer, Types.Integer]),
        Define("replace", 3, 3, Types.Text, Types.Text),
        Define("split", 2, 2, Types.List, [Types.Text, Types.Text | Types.List]),
        Define("upper", 1, 1, Types.Text, Types.Text),
        Define("lower", 1, 1, Types.Text, Types.Text),
        Define("char_length", 1, 1, Types.Integer, Types.Text),
        Define("character_length", 1, 1, Types.Integer, Types.Text),
        Define("toString", 1, 1, Types.Text, Types.Boolean | Types.Number | Types.Text | Types.Temporal),

        // Numbers
        Define("abs", 1, 1, Types.Number, Types.Number, Trait.ResultFollowsArguments),
        Define("ceil", 1, 1, Types.Float, Types.Number),
        Define("floor", 1, 1, Types.Float, Types.Number),
        Define("round", 1, 3, Types.Float, [Types.Number, Types.Integer, Types.Text]),
        Define("sign", 1, 1, Types.Integer, Types.Number),
        Define("sqrt", 1, 1, Types.Float, Types.Number),
        Define("exp", 1, 1, Types.Float, Types.Number),
        Define("log", 1, 1, Types.Float, Types.Number),
        Define("log10", 1, 1, Types.Float, Types.Number),
        Define("sin", 1, 1, Types.Float, Types.Number),
        Define("cos", 1, 1, Types.Float, Types.Number),
        Define("tan", 1, 1, Types.Float, Types.Number),
        Define("cot", 1, 1, Types.Float, Types.Number),
        Define("asin", 1, 1, Types.Float, Types.Number),
        Define("acos", 1, 1, Types.Float, Types.Number),
        Define("atan", 1, 1, Types.Float, Types.Number),
        Define("atan2", 2, 2, Types.Float, Types.Number),
        Define("degrees", 1, 1, Types.Float, Types.Number),
        Define("radians", 1, 1, Types.Float, Types.Number),
        Define("pi", 0, 0, Types.Float, Types.Any),
        Define("e", 0, 0, Types.Float, Types.Any),
        Define("haversin", 1, 1, Types.Float, Types.Number),
        Define("isNaN", 1, 1, Types.Boolean, Types.Number),
        Define("rand", 0, 0, Types.Float, Types.Any, Trait.Volatile),
        Define("toInteger", 1, 1, Types.Integer | Types.Null, Types.Number | Types.Text | Types.Boolean),
        Define("toFloat", 1, 1, Types.Float | Types.Null, Types.Number | Types.Text),

        Define("toIntegerOrNull", 1, 1, Types.Integer | Types.Null, Types.Any),
        Define("toFloatOrNull", 1, 1, Types.Float | Types.Null, Types.Any),
        Define("toBooleanOrNull", 1, 1, Types.Boolean | Types.Null, Types.Any),
        Define("toStringOrNull", 1, 1, Types.Text | Types.Null, Types.Any),

        // Lists, and what works on text and lists alike
        Define("size", 1, 1, Types.Integer, Types.Text | Types.List),
        Define("reverse", 1, 1, Types.Text | Types.List, Types.Text | Types.List, Trait.ResultFollowsArguments),
        Define("head", 1, 1, Types.Any, Types.List),
        Define("last", 1, 1, Types.Any, Types.List),
        Define("tail", 1, 1, Types.List, Types.List),
        Define("isEmpty", 1, 1, Types.Boolean, Types.Text | Types.List | Types.Map),
        Define("range", 2, 3, Types.List, Types.Integer),

        // Any value
        Define("coalesce", 1, AnyNumber, Types.NotNull, Types.Any, Trait.ResultFollowsArguments | Trait.AcceptsNulls),
        Define("nullIf", 2, 2, Types.Any, Types.Any, Trait.AcceptsNulls),
        Define("toBoolean", 1, 1, Types.Boolean | Types.Null, Types.Boolean | Types.Text | Types.Integer),
        Define("timestamp", 0, 0, Types.Integer, Types.Any, Trait.Volatile | Trait.ReadsClock),
        Define("randomUUID", 0, 0, Types.Text, Types.Any, Trait.Volatile),

        // Temporal values
        Define("date", 1, 1, Types.Temporal, Types.Text | Types.Map | Types.Temporal),
        Define("localtime", 1, 1, Types.Temporal, Types.Text | Types.Map | Types.Temporal),
        Define("time", 1, 1, Types.Temporal, Types.Text | Types.Map | Types.Temporal),
        Define("localdatetime", 1, 1, Types.Temporal, Types.Text | Types.Map | Types.Temporal),
        Define("datetime", 1, 1, Types.Temporal, Types.Text | Types.Map | Types.Temporal),
        Define("datetime.fromEpoch", 2, 2, Types.Temporal, Types.Integer),
        Define("datetime.fromEpochMillis", 1, 1, Types.Temporal, Types.Integer),
        Define("date.truncate", 2, 3, Types.Temporal, [Types.Text, Types.Temporal, Types.Map]),
        Define("localtime.truncate", 2, 3, Types.Temporal, [Types.Text, Types.Temporal, Types.Map]),
        Define("time.truncate", 2, 3, Types.Temporal, [Types.Text, Types.Temporal, Types.Map]),
        Define("localdatetime.truncate", 2, 3, Types.Temporal, [Types.Text, Types.Temporal, Types.Map]),
        Define("datetime.truncate", 2, 3, Types.Temporal, [Types.Text, Types.Temporal, Types.Map]),
        Define("duration", 1, 1, Types.Temporal, Types.Text | Types.Map | Types.Temporal),
        Define("duration.between", 2, 2, Types.Temporal, Types.Temporal),
        Define("duration.inMonths", 2, 2, Types.Temporal, Types.Temporal),
        Define("duration.inDays", 2, 2, Types.Temporal, Types.Temporal),
        Define("duration.inSeconds", 2, 2, Types.Temporal, Types.Temporal),

        // The clock as a temporal value: date() and its kin without an argument mean the first of each three
        .. new[] { "date", "localtime", "time", "localdatetime", "datetime" }.SelectMany(kind => new[] { "transaction", "statement", "realtime" }, (kind, clock) =>
            Define($"{kind}.{clock}", 0, 1, Types.Temporal, Types.Text, Trait.Volatile | Trait.ReadsClock)),

        // Elements
        Define("id", 1, 1, Types.Text, Types.Element, Trait.ReadsId),
        Define("elementId", 1, 1, Types.Text, Types.Element, Trait.ReadsId),
        Define("labels", 1, 1, Types.List, Types.Node, Trait.ReadsLabels),
        Define("type", 1, 1, Types.Text, Types.Relation, Trait.ReadsType),
        Define("startNode", 1, 1, Types.Node, Types.Relation, Trait.ReadsEnds),
        Define("endNode", 1, 1, Types.Node, Types.Relation, Trait.ReadsEnds),
        Define("nodes", 1, 1, Types.List, Types.Path),
        Define("relationships", 1, 1, Types.List, Types.Path),
        Define("length", 1, 1, Types.Integer, Types.Path),
        Define("keys", 1, 1, Types.List, Types.Element | Types.Map),
        Define("properties", 1, 1, Types.Map, Types.Element | Types.Map),

        // Time and history of the row
        Define("drasi.awaiting", 0, 0, Types.Any, Types.Any),
        Define("drasi.future", 2, 2, Types.Any, [Types.Any, Timestamp], Trait.History),
        Define("drasi.trueLater", 2, 2, Types.Any, [Types.Boolean, Timestamp], Trait.History),
        Define("drasi.trueNowOrLater", 2, 2, Types.Any, [Types.Boolean, Timestamp], Trait.History),
        Define("drasi.trueUntil", 2, 2, Types.Any, [Types.Boolean, Timestamp], Trait.History),
        Define("drasi.trueFor", 2, 2, Types.Any, [Types.Boolean, Timestamp], Trait.History),
        Define("drasi.previousValue", 1, 2, Types.Any, Types.Any, Trait.History | Trait.ReadsTouches),
        Define("drasi.previousDistinctValue", 1, 2, Types.Any, Types.Any, Trait.History | Trait.ReadsTouches),
        Define("drasi.changeDateTime", 1, 1, Types.Temporal, Types.Element, Trait.ReadsChange),
        Define("drasi.getVersionByTimestamp", 2, 2, Types.Element | Types.Null, [Types.Element, Timestamp], Trait.History | Trait.ReadsTouches | Trait.ReadsVersions),
        Define("drasi.getVersionsByTimeRange", 3, 4, Types.List | Types.Null, [Types.Element, Timestamp, Timestamp, Types.Boolean], Trait.History | Trait.ReadsTouches | Trait.ReadsVersions),

        // Lists, by their names in Drasi
        Define("drasi.listMin", 1, 1, Types.Any, Types.List),
        Define("drasi.listMax", 1, 1, Types.Any, Types.List),
        Define("drasi.stdevp", 1, 1, Types.Float, Types.List),
        Define("coll.distinct", 1, 1, Types.List, Types.List),
        Define("coll.indexOf", 2, 2, Types.Integer, [Types.List, Types.Any]),
        Define("coll.insert", 3, 3, Types.List, [Types.List, Types.Integer, Types.Any]),
    ];

    private static readonly Dictionary<string, FunctionSymbol> ByName =
        Symbols.ToDictionary(symbol => symbol.Name, StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<string, AggregateKind> Aggregates = new(StringComparer.OrdinalIgnoreCase)
    {
        ["count"] = AggregateKind.Count,
        ["sum"] = AggregateKind.Sum,
        ["avg"] = AggregateKind.Average,
        ["min"] = AggregateKind.Minimum,
        ["max"] = AggregateKind.Maximum,
        ["collect"] = AggregateKind.Collect,
        ["percentileCont"] = AggregateKind.PercentileContinuous,
        ["percentileDisc"] = AggregateKind.PercentileDiscrete,
        ["stDev"] = AggregateKind.SampleDeviation,
        ["stDevP"] = AggregateKind.PopulationDeviation,
        ["drasi.last"] = AggregateKind.Last,
        ["drasi.linearGradient"] = AggregateKind.LinearGradient,
    };

    /// <summary>Functions of openCypher and of Drasi that a correct query may call but this version does not compile. A name with a dot
    /// stands for its whole namespace.</summary>
    private static readonly HashSet<string> KnownElsewhere = new(StringComparer.OrdinalIgnoreCase)
    {
        "point", "distance",
        "toIntegerList", "toFloatList", "toStringList", "toBooleanList", "btrim", "normalize",
        "filter", "extract", "valueType",
        "coll.max", "coll.min", "coll.sort", "coll.flatten", "point.",
    };

    /// <summary>Name of the aggregate over the rows touched lately.</summary>
    internal const string SlidingWindow = "drasi.slidingWindow";

    /// <summary>Name of what makes an aggregate one over all versions of all rows.</summary>
    internal const string RetainHistory = "retainHistory";

    /// <summary>relationships(path).</summary>
    public static FunctionSymbol Relationships { get; } = ByName["relationships"];

    /// <summary>drasi.changeDateTime(element).</summary>
    public static FunctionSymbol ChangeDateTime { get; } = ByName["drasi.changeDateTime"];

    /// <summary>Whether the row was touched less than a length of time ago; calls of it are made for <c>drasi.slidingWindow</c>.</summary>
    public static FunctionSymbol Within { get; } = Define("within", 1, 1, Types.Boolean | Types.Null, Timestamp, Trait.History | Trait.ReadsTouches);

    /// <summary>The unit that touched the row last; calls of it are made for <c>drasi.last</c>.</summary>
    public static FunctionSymbol NewestTouch { get; } = Define("newestTouch", 0, 0, Types.Integer, Types.Any, Trait.History | Trait.ReadsTouches);

    /// <summary>The version of an element: a number that changes when the element does; calls of it are made for functions that ask what touches a row.</summary>
    public static FunctionSymbol Version { get; } = Define("version", 1, 1, Types.Integer, Types.Element, Trait.ReadsChange);

    /// <summary>All scalar functions, in no particular order.</summary>
    public static IReadOnlyCollection<FunctionSymbol> All => Symbols;

    internal static IEnumerable<string> Names => ByName.Keys.Concat(Aggregates.Keys).Append(SlidingWindow).Append(RetainHistory);

    /// <summary>Looks a scalar function up, without regard to case.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out FunctionSymbol? symbol) => ByName.TryGetValue(name, out symbol);

    internal static bool TryFindAggregate(string name, out AggregateKind kind) => Aggregates.TryGetValue(name, out kind);

    /// <summary>Whether a call makes groups of the rows of its projection.</summary>
    internal static bool IsAggregating(string name) => Aggregates.ContainsKey(name) || name.Equals(SlidingWindow, StringComparison.OrdinalIgnoreCase);

    internal static bool IsKnownElsewhere(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return KnownElsewhere.Contains(name) || (dot >= 0 && KnownElsewhere.Contains(name[..(dot + 1)]));
    }

    private static FunctionSymbol Define(
        string name, int minimum, int maximum, TypeSet result, TypeSet parameters, FunctionTraits traits = FunctionTraits.None) =>
        Define(name, minimum, maximum, result, [parameters], traits);

    private static FunctionSymbol Define(
        string name, int minimum, int maximum, TypeSet result, TypeSet[] parameters, FunctionTraits traits = FunctionTraits.None) =>
        new(name, minimum, maximum, parameters, result, traits);
}
