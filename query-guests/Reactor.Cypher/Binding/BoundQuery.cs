namespace Reactor.Cypher.Binding;

/// <summary>A query whose names are resolved and whose types fit as far as the text tells: what planner, emitter and oracle read.</summary>
/// <param name="Branches">At least one: the operands of UNION, each with at least one part. Part i + 1 runs on the rows of part i's
/// projection; the last projection is RETURN.</param>
/// <param name="IsUnionAll">Whether equal rows of several branches stay apart; meaningless for one branch.</param>
/// <param name="Columns">Names of the result's columns, in order.</param>
/// <param name="Parameters">Names of all parameters used, in order of first use.</param>
/// <param name="Usages">One per element of every pattern, anonymous ones included, in order of <see cref="BoundVariable.Id"/>.</param>
/// <param name="VariableCount">Ids of variables are below this number.</param>
public sealed record BoundQuery(
    IReadOnlyList<IReadOnlyList<BoundPart>> Branches,
    bool IsUnionAll,
    IReadOnlyList<string> Columns,
    IReadOnlyList<string> Parameters,
    IReadOnlyList<ElementUsage> Usages,
    int VariableCount)
{
    /// <summary>The parts of the first branch.</summary>
    public IReadOnlyList<BoundPart> Parts => Branches[0];
}

/// <summary>Reading clauses and the WITH or RETURN that ends them.</summary>
/// <param name="Readings">In order; empty when a projection directly follows another one or opens the query (then it runs on one row
/// without variables).</param>
/// <param name="Projection">What goes on to the next part or out.</param>
public sealed record BoundPart(IReadOnlyList<BoundReading> Readings, BoundProjection Projection);
