using Reactor.Cypher.Text;

namespace Reactor.Cypher.Binding;

/// <summary>WITH or RETURN: makes one new row of every incoming row, or of every group of them.</summary>
/// <param name="Span">The whole clause.</param>
/// <param name="Items">At least one; * is already written out (names in ordinal order).</param>
/// <param name="Distinct">Equivalent rows are one row; applies to the values of <paramref name="Items"/>, after aggregation.</param>
/// <param name="Aggregation">Keys and aggregates, or <see langword="null"/> when rows map one to one.</param>
/// <param name="Where">The predicate behind WITH, evaluated after the projection (and after DISTINCT, ORDER BY, SKIP and LIMIT). It sees the projected variables
/// and, where the projection neither aggregates nor is distinct, also the variables of the incoming row.</param>
public sealed record BoundProjection(
    TextSpan Span,
    IReadOnlyList<BoundProjectionItem> Items,
    bool Distinct,
    BoundAggregation? Aggregation,
    BoundExpression? Where)
{
    /// <summary>ORDER BY, SKIP and LIMIT, which come before <see cref="Where"/>, or <see langword="null"/>.</summary>
    public BoundOrdering? Ordering { get; init; }
}

/// <summary>ORDER BY, SKIP and LIMIT of a projection. Rows that compare equal follow their identity.</summary>
/// <param name="Keys">In order; empty without ORDER BY.</param>
/// <param name="Skip">Rows left out at the start: an expression without variables, an integer from 0 on; or <see langword="null"/>.</param>
/// <param name="Limit">Rows kept behind those, likewise.</param>
public sealed record BoundOrdering(IReadOnlyList<BoundSortKey> Keys, BoundExpression? Skip, BoundExpression? Limit);

/// <summary>One key of ORDER BY.</summary>
/// <param name="Expression">Over the projected variables; where the projection neither aggregates nor is distinct also over the incoming
/// row; where it aggregates also over its keys and aggregates, where it is distinct over its columns as keys.</param>
/// <param name="IsDescending">DESC.</param>
public sealed record BoundSortKey(BoundExpression Expression, bool IsDescending);

/// <summary>One column of a projection.</summary>
/// <param name="Span">Expression and alias.</param>
/// <param name="Name">The alias, else the expression's text as written.</param>
/// <param name="Variable">What later parts refer to.</param>
/// <param name="Expression">Without aggregation an expression over the incoming row. With aggregation an expression over
/// <see cref="BoundExpression.GroupKey"/>, <see cref="BoundExpression.AggregateResult"/>, literals and parameters only.</param>
public sealed record BoundProjectionItem(TextSpan Span, string Name, BoundVariable Variable, BoundExpression Expression);

/// <summary>Implicit grouping of an aggregating projection.</summary>
/// <param name="Keys">Expressions over the incoming row: the items that hold no aggregate, in order of the items. Empty: all rows are
/// one group, which exists even without rows.</param>
/// <param name="Aggregates">Every aggregate call of the projection, equal calls once.</param>
public sealed record BoundAggregation(IReadOnlyList<BoundExpression> Keys, IReadOnlyList<BoundAggregate> Aggregates);

/// <summary>One aggregate call.</summary>
/// <param name="Span">The whole call.</param>
/// <param name="Kind">Which function.</param>
/// <param name="Argument">Over the incoming row; <see langword="null"/> only for <see cref="AggregateKind.CountRows"/>. Null values are
/// skipped by every kind.</param>
/// <param name="Distinct">Equivalent argument values count once.</param>
/// <param name="Type">Types of the result.</param>
public sealed record BoundAggregate(TextSpan Span, AggregateKind Kind, BoundExpression? Argument, bool Distinct, TypeSet Type)
{
    /// <summary>Whether nothing is taken back: it is over every version of every row there ever was in the group.</summary>
    public bool Retains { get; init; }
}

/// <summary>Aggregate functions.</summary>
public enum AggregateKind
{
    /// <summary>count(*): number of rows.</summary>
    CountRows,

    /// <summary>count(x): number of values; 0 for none.</summary>
    Count,

    /// <summary>sum(x); 0 for none.</summary>
    Sum,

    /// <summary>avg(x): a float; null for none.</summary>
    Average,

    /// <summary>min(x) by orderability; null for none.</summary>
    Minimum,

    /// <summary>max(x) by orderability; null for none.</summary>
    Maximum,

    /// <summary>collect(x): a list; empty for none.</summary>
    Collect,

    /// <summary>collect(x) behind an ORDER BY: no function of the language. The argument is the list of a number, whose bit i says that key i descends, the keys, and x.</summary>
    CollectInOrder,

    /// <summary>percentileCont(x, p), interpolated: a float; null for none. The argument is the list of the two.</summary>
    PercentileContinuous,

    /// <summary>percentileDisc(x, p), one of the numbers; null for none. The argument is the list of the two.</summary>
    PercentileDiscrete,

    /// <summary>stDev(x) of a sample: a float; 0 for fewer than two.</summary>
    SampleDeviation,

    /// <summary>stDevP(x) of a population: a float; 0 for fewer than two.</summary>
    PopulationDeviation,

    /// <summary>drasi.last(x): that of the row touched last; null for none. The argument is the list of the touch and the value.</summary>
    Last,

    /// <summary>drasi.linearGradient(x, y): slope of the least squares line, a float; null where there is none. The argument is the list of the two.</summary>
    LinearGradient,

    /// <summary>The newest unit that touched the group: no function of the language. Its argument is only read.</summary>
    Touch,
}
