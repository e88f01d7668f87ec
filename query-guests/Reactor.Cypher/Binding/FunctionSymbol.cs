namespace Reactor.Cypher.Binding;

/// <summary>A scalar function: what the binder checks and what consumers dispatch on.</summary>
/// <param name="Name">Canonical spelling; calls match it without regard to case. Unique, so consumers may key on it.</param>
/// <param name="MinimumArguments">At least 0.</param>
/// <param name="MaximumArguments"><see cref="int.MaxValue"/> for any number.</param>
/// <param name="ParameterTypes">Accepted types per argument, null always included; the last one holds for further arguments.</param>
/// <param name="ResultType">Possible types of the result; <see cref="TypeSet.Null"/> in it means that arguments which are not null may
/// still give null. A null argument gives null, except with <see cref="FunctionTraits.AcceptsNulls"/>.</param>
/// <param name="Traits">What sets it apart.</param>
public sealed record FunctionSymbol(
    string Name,
    int MinimumArguments,
    int MaximumArguments,
    IReadOnlyList<TypeSet> ParameterTypes,
    TypeSet ResultType,
    FunctionTraits Traits)
{
    /// <summary>Two calls with equal arguments may differ (rand, timestamp): evaluated once per row version and stored.</summary>
    public bool IsVolatile => (Traits & FunctionTraits.Volatile) != 0;
}

/// <summary>What sets a function apart.</summary>
[Flags]
public enum FunctionTraits
{
    /// <summary>Pure; reads its arguments as values.</summary>
    None = 0,

    /// <summary>Two calls with equal arguments may differ.</summary>
    Volatile = 1,

    /// <summary>Of the result types only those of the arguments are possible (abs of an integer is an integer).</summary>
    ResultFollowsArguments = 2,

    /// <summary>A null argument alone does not make the result null (coalesce, nullIf).</summary>
    AcceptsNulls = 4,

    /// <summary>Reads the id of an element argument only.</summary>
    ReadsId = 8,

    /// <summary>Reads the labels of a node argument only.</summary>
    ReadsLabels = 16,

    /// <summary>Reads the type of a relation argument only.</summary>
    ReadsType = 32,

    /// <summary>Reads the ends of a relation argument only; the result is a whole node.</summary>
    ReadsEnds = 64,

    /// <summary>Reads the clock; a predicate over it is not evaluated again as time passes.</summary>
    ReadsClock = 128,

    /// <summary>Evaluated over the time or the history of the row (docs/semantics.md, section 10): <see cref="BoundExpression.History"/>.</summary>
    History = 256,

    /// <summary>Depends on when the row was touched, not only on its arguments and the clock.</summary>
    ReadsTouches = 512,

    /// <summary>Reads when the element argument changed only.</summary>
    ReadsChange = 1024,

    /// <summary>Reads the versions that the element argument had; the effective time of the newest one is put in front of the arguments.</summary>
    ReadsVersions = 2048,
}
