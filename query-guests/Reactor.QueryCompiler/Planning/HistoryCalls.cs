using Reactor.Cypher.Binding;

namespace Reactor.QueryCompiler.Planning;

/// <summary>Finds the calls over time and history of a query.</summary>
internal static class HistoryCalls
{
    /// <summary>Whether one of them depends on when rows were touched.</summary>
    internal static bool ReadTouches(BoundQuery query) => query.Branches.SelectMany(branch => branch).Any(part =>
        ExpressionsOf(part).Any(ReadsTouches) || part.Projection.Aggregation?.Aggregates.Any(call => call.Retains) == true);

    /// <summary>The calls in the projection behind a clause's WHERE: their rows are those before it (docs/semantics.md, section 10).</summary>
    internal static IReadOnlyList<BoundExpression.History> Behind(BoundReading.Match match, BoundPart part) =>
        match is { IsOptional: false, Where: not null } && part.Readings[^1] == match ? OfRows(part.Projection) : [];

    /// <summary>The same of a projection with a WHERE, and the part behind it.</summary>
    internal static IReadOnlyList<BoundExpression.History> Behind(BoundProjection projection, BoundPart? next) =>
        projection.Where is not null && next is { Readings.Count: 0 } ? OfRows(next.Projection) : [];

    private static IReadOnlyList<BoundExpression.History> OfRows(BoundProjection projection) =>
    [
        .. (projection.Aggregation is { } aggregation
            ? aggregation.Keys.Concat(aggregation.Aggregates.Select(call => call.Argument).OfType<BoundExpression>())
            : projection.Items.Select(item => item.Expression)).SelectMany(FreeVariables.Histories),
    ];

    private static bool ReadsTouches(BoundExpression expression) =>
        (expression is BoundExpression.History { Function.Traits: var traits } && (traits & FunctionTraits.ReadsTouches) != 0) || expression.Children().Any(ReadsTouches);

    private static IEnumerable<BoundExpression> ExpressionsOf(BoundPart part)
    {
        var projection = part.Projection;
        return part.Readings.Select(reading => reading switch
            {
                BoundReading.Match match => match.Where,
                BoundReading.Unwind unwind => unwind.List,
                _ => null,
            })
            .Concat(projection.Items.Select(item => item.Expression))
            .Concat(projection.Aggregation is null ? [] : projection.Aggregation.Keys.Concat(projection.Aggregation.Aggregates.Select(call => call.Argument)))
            .Concat(projection.Ordering is null ? [] : projection.Ordering.Keys.Select(key => key.Expression))
            .Append(projection.Where)
            .OfType<BoundExpression>();
    }
}
