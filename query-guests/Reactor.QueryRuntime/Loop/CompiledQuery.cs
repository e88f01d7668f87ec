using Reactor.Contracts.Wire;

namespace Reactor.QueryRuntime.Loop;

/// <summary>One continuous query as the compiler emitted it: state tables, changes in, diffs out. One object per instance.</summary>
/// <remarks>
/// Life: <see cref="Open"/> once; then per unit <see cref="BeginUnit"/>, <see cref="Apply"/> for each of its changes and
/// <see cref="EndUnit"/>. Not thread-safe. What it writes depends on the units alone: not on batches, seed, memory or time.
/// An exception that escapes leaves it unusable; errors that data can cause never do (docs/semantics.md, section 5).
/// </remarks>
public abstract class CompiledQuery
{
    /// <summary>Columns of the result, more than 0.</summary>
    public abstract int Columns { get; }

    /// <summary>State entries looked at since <see cref="Open"/>: elements, adjacency entries and index entries. The measure of cost per change.</summary>
    public abstract long Probes { get; }

    /// <summary>Identities of the result's rows in the order that the query's last clause gives them; null when it gives none.</summary>
    public virtual IEnumerable<UInt128>? ResultOrder => null;

    /// <summary>Why rows stand in error, one text per row, in no particular order.</summary>
    public virtual IReadOnlyCollection<string> StandingErrors => [];

    /// <summary>Makes the empty state.</summary>
    /// <param name="seed">Key of the state tables' hash functions; no result depends on it.</param>
    public abstract void Open(UInt128 seed);

    /// <summary>Begins a unit.</summary>
    /// <param name="kind">What the unit is.</param>
    /// <param name="unit">Its number.</param>
    /// <param name="clockNs">The query's clock after it, nanoseconds since the Unix epoch.</param>
    /// <param name="sink">Gets the diffs of the instants at which timers fire before.</param>
    public abstract void BeginUnit(UnitKind kind, ulong unit, long clockNs, ResultSink sink);

    /// <summary>Applies one change of the unit.</summary>
    /// <param name="change">Valid during the call.</param>
    public abstract void Apply(in ChangeView change);

    /// <summary>Ends the unit: writes its diff, if there is one, and the row errors record, if their number changed.</summary>
    /// <param name="sink">Where the records go.</param>
    public abstract void EndUnit(ResultSink sink);
}
