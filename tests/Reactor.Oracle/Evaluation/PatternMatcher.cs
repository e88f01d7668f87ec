using Reactor.Contracts.Changes;
using Reactor.Cypher.Binding;
using Reactor.Cypher.Syntax;
using Reactor.Oracle.Graph;
using Reactor.Oracle.Values;

namespace Reactor.Oracle.Evaluation;

/// <summary>All ways to lay one MATCH over the graph: relations first, each binding its ends, then the nodes that are left.</summary>
internal sealed class PatternMatcher(OracleGraph graph, BoundReading.Match match)
{
    private readonly BoundPatternElement.Relation[] _relations = [.. match.Elements.OfType<BoundPatternElement.Relation>()];
    private readonly BoundPatternElement.Walk[] _walks = [.. match.Elements.OfType<BoundPatternElement.Walk>()];
    private readonly BoundPatternElement.Node[] _nodes = [.. match.Elements.OfType<BoundPatternElement.Node>()];

    /// <summary>The rows a row becomes: one per match that passes WHERE; one with nulls when there is none and the clause is optional.</summary>
    /// <param name="row">The row.</param>
    /// <param name="evaluator">Evaluates WHERE.</param>
    /// <param name="errors">Gets the rows that cannot be evaluated.</param>
    /// <param name="behind">What the projection behind the clause asks of the rows before its WHERE.</param>
    internal List<OracleRow> Extend(OracleRow row, ExpressionEvaluator evaluator, List<string> errors, IReadOnlyList<BoundExpression>? behind = null)
    {
        IReadOnlyList<BoundExpression> asked = match.IsOptional || match.Where is null ? [] : behind ?? [];
        var joined = Remembering.Joins(match, asked).Aggregate(
            Matches(row, evaluator.History), (rows, equality) => rows.Where(candidate => evaluator.Truth(equality, candidate) == true));
        var found = Remembering.Apply(joined, asked.Append(match.Where), evaluator, errors);
        var matches = Filter.Apply(found, match.Where, evaluator, errors);
        return matches.Count == 0 && match.IsOptional ? [Row(row, new OracleElement?[match.Elements.Count], [], evaluator.History)] : matches;
    }

    private IEnumerable<OracleRow> Matches(OracleRow row, OracleHistory history)
    {
        var bound = new OracleElement?[match.Elements.Count];
        foreach (var link in match.Links)
        {
            if (row[link.Outer] is not OracleElement known || (known.Kind == ElementKind.Node) != match.Elements[link.Slot] is BoundPatternElement.Node)
            {
                return [];
            }

            bound[link.Slot] = known;
        }

        return Relations(bound, 0).SelectMany(withRelations => Nodes(withRelations, 0))
            .SelectMany(complete => Walks(complete, [])).Select(complete => Row(row, complete.Bound, complete.Walks, history));
    }

    private IEnumerable<OracleElement?[]> Relations(OracleElement?[] bound, int index)
    {
        if (index == _relations.Length)
        {
            return [bound];
        }

        var pattern = _relations[index];
        return graph.MatchableRelations
            .Where(relation => pattern.Types.Count == 0 || pattern.Types.Any(relation.Labels.Contains))
            .Where(relation => bound[pattern.Slot] is null || bound[pattern.Slot] == relation)
            .Where(relation => !_relations.Take(index).Any(earlier => earlier.Clause == pattern.Clause && bound[earlier.Slot] == relation))
            .SelectMany(relation => Directions(pattern, relation).Select(ends => Bind(bound, pattern, relation, ends)))
            .OfType<OracleElement?[]>()
            .SelectMany(next => Relations(next, index + 1));
    }

    private IEnumerable<(OracleElement From, OracleElement To)> Directions(BoundPatternElement.Relation pattern, OracleElement relation)
    {
        var (start, end) = (graph.Start(relation), graph.End(relation));
        yield return (start, end);
        if ((!pattern.IsDirected || relation.Pair is not null) && start != end)
        {
            yield return (end, start);
        }
    }

    private OracleElement?[]? Bind(
        OracleElement?[] bound, BoundPatternElement.Relation pattern, OracleElement relation, (OracleElement From, OracleElement To) ends)
    {
        var next = bound.ToArray();
        next[pattern.Slot] = relation;
        return TryBindNode(next, pattern.From, ends.From) && TryBindNode(next, pattern.To, ends.To) ? next : null;
    }

    private bool TryBindNode(OracleElement?[] bound, int slot, OracleElement node)
    {
        if (bound[slot] is { } other)
        {
            return other == node && HasLabels(slot, node);
        }

        bound[slot] = node;
        return HasLabels(slot, node);
    }

    private bool HasLabels(int slot, OracleElement node) => ((BoundPatternElement.Node)match.Elements[slot]).Labels.All(node.Labels.Contains);

    private IEnumerable<OracleElement?[]> Nodes(OracleElement?[] bound, int index)
    {
        if (index == _nodes.Length)
        {
            return [bound];
        }

        var pattern = _nodes[index];
        if (bound[pattern.Slot] is { } known)
        {
            return HasLabels(pattern.Slot, known) ? Nodes(bound, index + 1) : [];
        }

        return graph.Nodes.Where(node => HasLabels(pattern.Slot, node)).SelectMany(node =>
        {
            var next = bound.ToArray();
            next[pattern.Slot] = node;
            return Nodes(next, index + 1);
        });
    }

    /// <summary>Ways to go from node to node along relations that nothing else of the clause uses.</summary>
    private IEnumerable<(OracleElement?[] Bound, OraclePath[] Walks)> Walks(OracleElement?[] bound, OraclePath[] walks)
    {
        if (walks.Length == _walks.Length)
        {
            return [(bound, walks)];
        }

        var pattern = _walks[walks.Length];
        var used = _relations.Where(relation => relation.Clause == pattern.Clause).Select(relation => bound[relation.Slot]!)
            .Concat(walks.Where((_, i) => _walks[i].Clause == pattern.Clause).SelectMany(walk => walk.Elements));
        return Continue(pattern, [bound[pattern.From]!], [.. used])
            .Where(path => path[^1] == bound[pattern.To] && path.Length / 2 >= pattern.Minimum)
            .SelectMany(path => Walks(bound, [.. walks, new OraclePath(path)]));
    }

    private IEnumerable<OracleElement[]> Continue(BoundPatternElement.Walk pattern, OracleElement[] path, OracleElement[] used)
    {
        if (path.Length / 2 > pattern.Maximum)
        {
            return [];
        }

        var further =
            from relation in graph.MatchableRelations
            where (pattern.Types.Count == 0 || pattern.Types.Any(relation.Labels.Contains)) && !used.Contains(relation) && !path.Contains(relation)
            let start = graph.Start(relation)
            let end = graph.End(relation)
            from step in new[] { (From: start, To: end, Way: PatternDirection.Outgoing), (From: end, To: start, Way: PatternDirection.Incoming) }
            where step.From == path[^1] && (pattern.Direction == step.Way || relation.Pair is not null || (pattern.Direction == PatternDirection.Either && (start != end || step.Way == PatternDirection.Outgoing)))
            from longer in Continue(pattern, [.. path, relation, step.To], used)
            select longer;
        return further.Prepend(path);
    }

    private OracleRow Row(OracleRow row, OracleElement?[] bound, OraclePath[] walks, OracleHistory history)
    {
        var values = row.Values.ToDictionary();
        foreach (var element in match.Elements)
        {
            values[element.Variable.Id] = bound[element.Slot];
        }

        for (var i = 0; i < walks.Length; i++)
        {
            values[_walks[i].Variable.Id] = walks[i];
        }

        return new OracleRow($"{row.Identity}({string.Join(' ', bound.Select(element => element is null ? "-" : element.Key))}{string.Concat(walks.Select(walk => $"<{string.Join(' ', walk.Elements.Where(element => element.Kind == ElementKind.Relation).Select(relation => relation.Key))}>"))})", values)
        {
            IsTouched = row.IsTouched || bound.Any(element => element is not null && history.IsTouched(element.Key)),
        };
    }
}
