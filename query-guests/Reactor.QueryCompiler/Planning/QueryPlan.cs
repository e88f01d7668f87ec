using Reactor.Contracts.Changes;
using Reactor.Contracts.Queries;
using Reactor.Cypher.Binding;

namespace Reactor.QueryCompiler.Planning;

/// <summary>An incremental plan: a graph of patterns, linear segments and the operators between them. Data only.</summary>
/// <param name="Name">Name of the query.</param>
/// <param name="Sources">Its sources, by number.</param>
/// <param name="Parameters">Values of its parameters.</param>
/// <param name="Layout">What is read of elements.</param>
/// <param name="Patterns">By number.</param>
/// <param name="Segments">By number; each feeds operators whose rows only later segments read.</param>
/// <param name="Operators">By number, which is the order they run in at a unit's end.</param>
/// <param name="Columns">The result's columns.</param>
internal sealed record QueryPlan(
    string Name,
    IReadOnlyList<string> Sources,
    IReadOnlyDictionary<string, PropertyValue> Parameters,
    RowLayout Layout,
    IReadOnlyList<PatternPlan> Patterns,
    IReadOnlyList<Segment> Segments,
    IReadOnlyList<PlanOperator> Operators,
    IReadOnlyList<ResultColumn> Columns)
{
    /// <summary>The joins that no pattern reads.</summary>
    internal IReadOnlyList<UnusedJoin> UnusedJoins { get; init; } = [];

    /// <summary>The segment that takes an operator's rows.</summary>
    internal Segment Behind(PlanOperator source) => Segments.Single(segment => segment.Source.Operator == source.Number);

    /// <summary>The segment that takes a pattern's matches.</summary>
    internal Segment Behind(PatternPlan pattern) => Segments.Single(segment => segment.Source is SegmentSource.Pattern { Number: var number } && number == pattern.Number);
}

/// <summary>Linear operators, which pass each delta on at once: where their rows come from and where they end.</summary>
/// <param name="Number">Its place.</param>
/// <param name="Source">What gives the rows.</param>
/// <param name="Operations">In order.</param>
/// <param name="Sink">What takes the rows.</param>
internal sealed record Segment(int Number, SegmentSource Source, IReadOnlyList<LinearOperation> Operations, SegmentSink Sink);

/// <summary>What gives a segment its rows.</summary>
internal abstract record SegmentSource
{
    private SegmentSource()
    {
    }

    /// <summary>Number of the operator, or -1.</summary>
    internal virtual int Operator => -1;

    /// <summary>One row without variables, from the query's start on.</summary>
    internal sealed record Once : SegmentSource;

    /// <summary>The matches of a pattern.</summary>
    internal sealed record Pattern(int Number) : SegmentSource;

    /// <summary>The groups of an aggregation.</summary>
    internal sealed record Groups(int Number) : SegmentSource
    {
        /// <inheritdoc/>
        internal override int Operator => Number;
    }

    /// <summary>The rows of another operator.</summary>
    internal sealed record Rows(int Number) : SegmentSource
    {
        /// <inheritdoc/>
        internal override int Operator => Number;
    }
}

/// <summary>An operator that works on each row by itself.</summary>
internal abstract record LinearOperation
{
    private LinearOperation()
    {
    }

    /// <summary>Adds a column, or gives one a further name.</summary>
    internal sealed record Let(BoundVariable Variable, BoundExpression Value) : LinearOperation;

    /// <summary>Drops rows for which the predicate is not true.</summary>
    /// <param name="Predicate">Operands of an AND.</param>
    /// <param name="IsOfComing">Whether only rows that come are decided, as one that would be decided otherwise the next time has to be. Those that
    /// go all pass: a <see cref="PlanOperator.Keep"/> behind it knows which it has.</param>
    internal sealed record Filter(BoundExpression Predicate, bool IsOfComing) : LinearOperation;

    /// <summary>Makes one row per element of a list.</summary>
    internal sealed record Unwind(BoundVariable Variable, BoundExpression List) : LinearOperation;

    /// <summary>Keeps the row's identity under a name, as if it were an element.</summary>
    internal sealed record Mark(BoundVariable Variable) : LinearOperation;
}

/// <summary>Where the rows of a segment end.</summary>
internal abstract record SegmentSink
{
    private SegmentSink()
    {
    }

    /// <summary>The unit's diff.</summary>
    /// <param name="Columns">One variable per column.</param>
    /// <param name="Branch">Number of the operand of UNION ALL, which is part of a row's identity; or null.</param>
    internal sealed record Output(IReadOnlyList<BoundVariable> Columns, int? Branch) : SegmentSink;

    /// <summary>Groups rows; DISTINCT and UNION are a grouping by all columns without aggregates. Runs once per unit.</summary>
    /// <param name="Operator">Number of the operator.</param>
    /// <param name="Keys">Over the segment's rows; empty for the one group that always exists.</param>
    /// <param name="IsDistinct">Whether it is a DISTINCT: then no keys would still mean no group without rows.</param>
    /// <param name="Aggregates">Over the segment's rows.</param>
    internal sealed record Aggregate(
        int Operator, IReadOnlyList<BoundExpression> Keys, bool IsDistinct, IReadOnlyList<BoundAggregate> Aggregates) : SegmentSink
    {
        /// <summary>Whether an element among the keys becomes a value: rows of several segments meet here.</summary>
        internal bool IsUnion { get; init; }
    }

    /// <summary>Inputs of operators that collect the unit's delta.</summary>
    internal sealed record Feed(IReadOnlyList<FeedTarget> Targets) : SegmentSink;
}

/// <summary>One input of an operator.</summary>
/// <param name="Operator">Number of the operator.</param>
/// <param name="IsRight">The right input of two.</param>
/// <param name="Key">What rows of both inputs must agree in; empty: all agree.</param>
/// <param name="Shape">What of a row goes in.</param>
internal sealed record FeedTarget(int Operator, bool IsRight, IReadOnlyList<KeyPart> Key, RowShape Shape);

/// <summary>Part of a join's key.</summary>
internal abstract record KeyPart
{
    private KeyPart()
    {
    }

    /// <summary>An element, or a value that may be one; anything else joins nothing.</summary>
    internal sealed record Element(BoundVariable Variable) : KeyPart;

    /// <summary>A value, which joins what it equals; the expression cannot fail.</summary>
    internal sealed record Value(BoundExpression Expression) : KeyPart;

    /// <summary>The row itself.</summary>
    internal sealed record Row : KeyPart;
}

/// <summary>The variables that stored rows hold. Narrowed once the plan is complete to what is read behind.</summary>
internal sealed class RowShape(IEnumerable<BoundVariable> variables)
{
    /// <summary>In order of their places.</summary>
    internal List<BoundVariable> Variables { get; } = [.. variables];
}

/// <summary>The keys and aggregates of groups as variables of stored rows.</summary>
/// <param name="Grouping">Number of the grouping.</param>
/// <param name="Keys">By number.</param>
/// <param name="Aggregates">By number.</param>
internal sealed record GroupColumns(int Grouping, IReadOnlyList<BoundVariable> Keys, IReadOnlyList<BoundVariable> Aggregates);

/// <summary>An operator that collects the unit's delta and runs once per unit.</summary>
/// <param name="Number">Its place in the order they run in.</param>
internal abstract record PlanOperator(int Number)
{
    /// <summary>What its rows hold.</summary>
    internal virtual IEnumerable<BoundVariable> Columns => [];

    /// <summary>A grouping; the sinks that feed it say of what.</summary>
    internal sealed record Grouping(int Number) : PlanOperator(Number);

    /// <summary>A join of two inputs by key.</summary>
    /// <param name="Number">Its place.</param>
    /// <param name="IsOuter">Whether a left row that joins nothing goes on with nulls.</param>
    /// <param name="Left">Left rows.</param>
    /// <param name="Right">Right rows.</param>
    internal sealed record Join(int Number, bool IsOuter, RowShape Left, RowShape Right) : PlanOperator(Number)
    {
        /// <inheritdoc/>
        internal override IEnumerable<BoundVariable> Columns => Left.Variables.Concat(Right.Variables);
    }

    /// <summary>Adds to each left row an answer about the right rows of its key.</summary>
    /// <param name="Number">Its place.</param>
    /// <param name="Collects">Whether the answer is the list of what they hold; otherwise whether there are any.</param>
    /// <param name="Left">Left rows.</param>
    /// <param name="Right">Right rows: the value to collect, or nothing.</param>
    /// <param name="Answer">The answer.</param>
    internal sealed record Lookup(int Number, bool Collects, RowShape Left, RowShape Right, BoundVariable Answer) : PlanOperator(Number)
    {
        /// <inheritdoc/>
        internal override IEnumerable<BoundVariable> Columns => Left.Variables.Append(Answer);
    }

    /// <summary>Keeps rows with what volatile expressions gave.</summary>
    /// <param name="Number">Its place.</param>
    /// <param name="Rows">The rows.</param>
    internal sealed record Keep(int Number, RowShape Rows) : PlanOperator(Number)
    {
        /// <inheritdoc/>
        internal override IEnumerable<BoundVariable> Columns => Rows.Variables;
    }

    /// <summary>Answers a call over the time or history of each row, and keeps the rows with what it remembers.</summary>
    /// <param name="Number">Its place.</param>
    /// <param name="Call">The call.</param>
    /// <param name="Arguments">Its arguments, variables of the rows.</param>
    /// <param name="Versions">Variables of the rows that change when an element does; empty where that does not matter.</param>
    /// <param name="Group">What the rows hold of their groups where they are groups, else null.</param>
    /// <param name="Rows">The rows.</param>
    internal sealed record History(
        int Number, BoundExpression.History Call, IReadOnlyList<BoundVariable> Arguments, IReadOnlyList<BoundVariable> Versions, GroupColumns? Group, RowShape Rows)
        : PlanOperator(Number)
    {
        /// <inheritdoc/>
        internal override IEnumerable<BoundVariable> Columns => Rows.Variables.Append(Call.Result);

        /// <summary>How far back versions are kept, nanoseconds; null where none are read.</summary>
        internal long? ArchiveNs { get; init; }

        /// <summary>Variables of the rows that it needs itself.</summary>
        internal IEnumerable<BoundVariable> Own => Arguments.Concat(Versions).Concat(Group is null ? [] : Group.Keys.Concat(Group.Aggregates));
    }

    /// <summary>Keeps rows in order and passes a window of them on.</summary>
    /// <param name="Number">Its place.</param>
    /// <param name="Keys">Variables of the shape, and whether they descend.</param>
    /// <param name="Skip">See <see cref="BoundOrdering"/>.</param>
    /// <param name="Limit">See <see cref="BoundOrdering"/>.</param>
    /// <param name="Input">The rows.</param>
    internal sealed record Order(
        int Number, IReadOnlyList<(BoundVariable Variable, bool IsDescending)> Keys, BoundExpression? Skip, BoundExpression? Limit, RowShape Input)
        : PlanOperator(Number)
    {
        /// <inheritdoc/>
        internal override IEnumerable<BoundVariable> Columns => Input.Variables;
    }
}
