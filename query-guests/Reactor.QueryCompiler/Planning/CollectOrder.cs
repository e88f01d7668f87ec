using Reactor.Cypher.Binding;

namespace Reactor.QueryCompiler.Planning;

/// <summary>collect follows the incoming ORDER BY (docs/semantics.md, section 5): its keys travel to it with the values.</summary>
internal static class CollectOrder
{
    private const int MostKeys = 62;

    /// <summary>Whether a collect behind a part follows the order that the part gives its rows.</summary>
    internal static bool IsRead(IReadOnlyList<BoundPart> parts, int part)
    {
        foreach (var projection in parts.Skip(part + 1).Select(next => next.Projection))
        {
            if (projection.Aggregation is { } aggregation)
            {
                return aggregation.Aggregates.Any(Follows);
            }

            if (projection.Distinct || projection.Ordering is not null)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>The aggregates, collects with the keys in front of their values.</summary>
    internal static IReadOnlyList<BoundAggregate> Apply(IReadOnlyList<BoundAggregate> aggregates, IReadOnlyList<(BoundVariable Variable, bool IsDescending)> order)
    {
        if (order.Count is 0 or > MostKeys)
        {
            return aggregates;
        }

        var descending = order.Select((key, place) => key.IsDescending ? 1L << place : 0).Sum();
        BoundExpression[] keys = [.. order.Select(key => new BoundExpression.Reference(default, key.Variable))];
        return [.. aggregates.Select(call => !Follows(call) ? call : call with
        {
            Kind = AggregateKind.CollectInOrder,
            Argument = new BoundExpression.ListLiteral(call.Span, [new BoundExpression.Literal(call.Span, descending, TypeSet.Integer), .. keys, call.Argument!]),
        })];
    }

    private static bool Follows(BoundAggregate call) => call is { Kind: AggregateKind.Collect, Distinct: false, Retains: false };
}
