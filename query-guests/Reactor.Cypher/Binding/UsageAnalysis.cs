namespace Reactor.Cypher.Binding;

/// <summary>Finds out what a bound query reads of each pattern element.</summary>
internal sealed class UsageAnalysis
{
    private readonly SortedDictionary<int, (BoundVariable Variable, Reads Reads)> _reads = [];
    private IReadOnlyList<BoundExpression> _keys = [];

    private UsageAnalysis()
    {
    }

    /// <summary>One usage per element of every pattern, in order of variable id.</summary>
    public static IReadOnlyList<ElementUsage> Of(IReadOnlyList<IReadOnlyList<BoundPart>> branches)
    {
        var analysis = new UsageAnalysis();
        foreach (var parts in branches)
        {
            foreach (var part in parts)
            {
                analysis.Visit(part, isLast: part == parts[^1]);
            }
        }

        return [.. analysis._reads.Values.Select(entry => new ElementUsage(entry.Variable, entry.Reads.Paths, entry.Reads.Uses))];
    }

    private void Visit(BoundPart part, bool isLast)
    {
        foreach (var reading in part.Readings)
        {
            switch (reading)
            {
                case BoundReading.Match match:
                    Visit(match);
                    break;
                case BoundReading.Unwind unwind:
                    Visit(unwind.List, ElementUses.Escapes);
                    break;
            }
        }

        var projection = part.Projection;
        if (projection.Aggregation is { } aggregation)
        {
            _keys = aggregation.Keys;
            foreach (var key in aggregation.Keys)
            {
                Visit(key, ElementUses.Id);
            }

            foreach (var aggregate in aggregation.Aggregates)
            {
                VisitArgument(aggregate);
            }
        }

        // An element that WITH passes on is read only where its new name is.
        var whole = (isLast ? ElementUses.Escapes : ElementUses.None) | (projection.Distinct ? ElementUses.Id : ElementUses.None);
        foreach (var item in projection.Items)
        {
            Visit(item.Expression, whole);
        }

        if (projection.Distinct)
        {
            _keys = [.. projection.Items.Select(item => new BoundExpression.Reference(item.Span, item.Variable))];
        }

        foreach (var key in projection.Ordering?.Keys ?? [])
        {
            Visit(key.Expression, ElementUses.Escapes);
        }

        VisitOptional(projection.Where);
    }

    private void Visit(BoundReading.Match match)
    {
        foreach (var element in match.Elements.Where(element => element is not BoundPatternElement.Walk))
        {
            _ = ReadsOf(element.Variable);
        }

        foreach (var link in match.Links)
        {
            Visit(new BoundExpression.Reference(match.Span, link.Outer), ElementUses.Id);
        }

        VisitOptional(match.Where);
    }

    private void VisitOptional(BoundExpression? predicate)
    {
        if (predicate is not null)
        {
            Visit(predicate, ElementUses.Escapes);
        }
    }

    /// <summary>count needs to know that there is an element, count(DISTINCT ...) which one, all others hand it on.</summary>
    private void VisitArgument(BoundAggregate aggregate)
    {
        if (aggregate.Argument is null)
        {
            return;
        }

        var whole = aggregate.Kind != AggregateKind.Count ? ElementUses.Escapes
            : aggregate.Distinct ? ElementUses.Id
            : ElementUses.None;
        Visit(aggregate.Argument, whole);
    }

    /// <param name="expression">Any expression.</param>
    /// <param name="whole">What it means for an element if the expression is that element.</param>
    private void Visit(BoundExpression expression, ElementUses whole)
    {
        switch (expression)
        {
            case BoundExpression.Reference { Target: { Kind: not VariableKind.Value } variable }:
                ReadsOf(variable).Uses |= whole;
                return;
            case BoundExpression.GroupKey { Key: var key } when _keys[key] is BoundExpression.Reference element:
                Visit(element, whole);
                return;
            case BoundExpression.PropertyPath path:
                ReadsOf(path.Element).Add(path.Path);
                return;
            case BoundExpression.GroupKeyPath path:
                ReadsOf(path.Element).Add(path.Path);
                return;
            case BoundExpression.Subquery subquery:
                Visit(subquery.Pattern);
                VisitOptional(subquery.Projection);
                return;
            case BoundExpression.Comparison:
                VisitChildren(expression, ElementUses.Id);
                return;
            case BoundExpression.IsNull:
                VisitChildren(expression, ElementUses.None);
                return;
            case BoundExpression.HasLabels labels:
                Visit(labels.Target, labels.Target.Type.MayBe(TypeSet.Relation) ? ElementUses.Type : ElementUses.Labels);
                return;
            case BoundExpression.Call call:
                VisitChildren(expression, UsesOf(call.Function));
                return;
            default:
                VisitChildren(expression, ElementUses.Escapes);
                return;
        }
    }

    private void VisitChildren(BoundExpression expression, ElementUses whole)
    {
        foreach (var child in expression.Children())
        {
            Visit(child, whole);
        }
    }

    private static ElementUses UsesOf(FunctionSymbol function)
    {
        const FunctionTraits Narrow = FunctionTraits.ReadsId | FunctionTraits.ReadsLabels | FunctionTraits.ReadsType | FunctionTraits.ReadsEnds | FunctionTraits.ReadsChange;
        return (function.Traits & Narrow) switch
        {
            FunctionTraits.ReadsId or FunctionTraits.ReadsChange => ElementUses.Id,
            FunctionTraits.ReadsLabels => ElementUses.Labels,
            FunctionTraits.ReadsType => ElementUses.Type,
            FunctionTraits.ReadsEnds => ElementUses.Ends,
            _ => ElementUses.Escapes,
        };
    }

    private Reads ReadsOf(BoundVariable variable)
    {
        var root = variable.Root;
        if (!_reads.TryGetValue(root.Id, out var entry))
        {
            entry = (root, new Reads());
            _reads.Add(root.Id, entry);
        }

        return entry.Reads;
    }

    private sealed class Reads
    {
        private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

        public List<IReadOnlyList<string>> Paths { get; } = [];

        public ElementUses Uses { get; set; }

        public void Add(IReadOnlyList<string> path)
        {
            // Keys may hold any character, so the lengths keep [a, b] and [ab] apart.
            if (_seen.Add(string.Concat(path.Select(key => $"{key.Length}:{key}"))))
            {
                Paths.Add(path);
            }
        }
    }
}
