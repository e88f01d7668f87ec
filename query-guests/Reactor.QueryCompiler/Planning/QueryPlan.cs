using Reactor.Contracts.Changes;
using Reactor.Contracts.Queries;
using Reactor.Cypher.Binding;

namespace Reactor.QueryCompiler.Planning;

/// <summary>An incremental plan: what is joined, what is computed from a match, and where a unit's delta is gathered. Data only.</summary>
/// <param name="Name">Name of the query.</param>
/// <param name="Sources">Its sources, by number.</param>
/// <param name="Parameters">Values of its parameters.</param>
/// <param name="Layout">What is read of elements.</param>
/// <param name="Pattern">The MATCH, or null for a query of one constant row.</param>
/// <param name="Segments">At least one. Rows enter the first one from the pattern, segment i + 1 from the aggregation that ends segment i.</param>
/// <param name="Columns">The result's columns.</param>
internal sealed record QueryPlan(
    string Name,
    IReadOnlyList<string> Sources,
    IReadOnlyDictionary<string, PropertyValue> Parameters,
    RowLayout Layout,
    PatternPlan? Pattern,
    IReadOnlyList<Segment> Segments,
    IReadOnlyList<ResultColumn> Columns);

/// <summary>Linear operators, which keep a row's identity and pass each delta on at once, and where their rows end.</summary>
/// <param name="Operations">In order.</param>
/// <param name="Sink">What takes the rows.</param>
internal sealed record Segment(IReadOnlyList<LinearOperation> Operations, SegmentSink Sink);

/// <summary>An operator that makes at most one row of each row.</summary>
internal abstract record LinearOperation
{
    private LinearOperation()
    {
    }

    /// <summary>Adds a column, or gives one a further name.</summary>
    internal sealed record Let(BoundVariable Variable, BoundExpression Value) : LinearOperation;

    /// <summary>Drops rows for which the predicate is not true.</summary>
    internal sealed record Filter(BoundExpression Predicate) : LinearOperation;
}

/// <summary>Where the rows of a segment end.</summary>
internal abstract record SegmentSink
{
    private SegmentSink()
    {
    }

    /// <summary>The unit's diff.</summary>
    /// <param name="Columns">One variable per column.</param>
    internal sealed record Output(IReadOnlyList<BoundVariable> Columns) : SegmentSink;

    /// <summary>Groups rows; DISTINCT is a grouping by all columns without aggregates. Runs once per unit.</summary>
    /// <param name="Keys">Over the segment's rows; empty for the one group that always exists.</param>
    /// <param name="IsDistinct">Whether it is a DISTINCT: then no keys would still mean no group without rows.</param>
    /// <param name="Aggregates">Over the segment's rows.</param>
    internal sealed record Aggregate(IReadOnlyList<BoundExpression> Keys, bool IsDistinct, IReadOnlyList<BoundAggregate> Aggregates) : SegmentSink;
}
