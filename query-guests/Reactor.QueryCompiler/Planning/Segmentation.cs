using Reactor.Cypher.Binding;

namespace Reactor.QueryCompiler.Planning;

/// <summary>Cuts the projections of a query into segments of linear operators, each ended by what must wait for the unit's end.</summary>
internal static class Segmentation
{
    /// <summary>The segments of a query.</summary>
    internal static IReadOnlyList<Segment> Of(BoundQuery query)
    {
        var segments = new List<Segment>();
        var operations = new List<LinearOperation>();
        foreach (var projection in query.Parts.Select(part => part.Projection))
        {
            if (projection.Aggregation is { } aggregation)
            {
                segments.Add(new Segment(operations, new SegmentSink.Aggregate(aggregation.Keys, IsDistinct: false, aggregation.Aggregates)));
                operations = [];
            }

            operations.AddRange(projection.Items.Select(item => new LinearOperation.Let(item.Variable, item.Expression)));
            if (projection.Distinct)
            {
                // The columns become the keys of groups and, behind the grouping, are themselves again.
                var keys = projection.Items.Select(item => new BoundExpression.Reference(item.Span, item.Variable)).ToArray();
                segments.Add(new Segment(operations, new SegmentSink.Aggregate(keys, IsDistinct: true, [])));
                operations = [.. projection.Items.Select((item, key) =>
                    new LinearOperation.Let(item.Variable, new BoundExpression.GroupKey(item.Span, key, item.Variable.Type)))];
            }

            if (projection.Where is { } predicate)
            {
                operations.Add(new LinearOperation.Filter(predicate));
            }
        }

        var columns = query.Parts[^1].Projection.Items.Select(item => item.Variable).ToArray();
        segments.Add(new Segment(operations, new SegmentSink.Output(columns)));
        return segments;
    }
}
