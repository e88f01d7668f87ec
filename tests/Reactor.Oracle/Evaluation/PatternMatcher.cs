using Reactor.Contracts.Changes;
using Reactor.Cypher.Binding;
using Reactor.Oracle.Graph;

namespace Reactor.Oracle.Evaluation;

/// <summary>All ways to lay one MATCH over the graph: relations first, each binding its ends, then the nodes that are left.</summary>
internal sealed class PatternMatcher(OracleGraph graph, BoundReading.Match match)
{
    private readonly BoundPatternElement.Relation[] _relations = [.. match.Elements.OfType<BoundPatternElement.Relation>()];
    private readonly BoundPatternElement.Node[] _nodes = [.. match.Elements.OfType<BoundPatternElement.Node>()];

    /// <summary>The rows a row becomes: one per match that passes WHERE; one with nulls when there is none and the clause is optional.</summary>
    internal List<OracleRow> Extend(OracleRow row, ExpressionEvaluator evaluator, List<string> errors)
    {
        var matches = Filter.Apply(Matches(row), match.Where, evaluator, errors);
        return matches.Count == 0 && match.IsOptional ? [Row(row, new OracleElement?[match.Elements.Count])] : matches;
    }

    private IEnumerable<OracleRow> Matches(OracleRow row)
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

        return Relations(bound, 0).SelectMany(withRelations => Nodes(withRelations, 0)).Select(complete => Row(row, complete));
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
        if (!pattern.IsDirected && start != end)
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

    private OracleRow Row(OracleRow row, OracleElement?[] bound)
    {
        var values = row.Values.ToDictionary();
        foreach (var element in match.Elements)
        {
            values[element.Variable.Id] = bound[element.Slot];
        }

        return new OracleRow($"{row.Identity}({string.Join(' ', bound.Select(element => element is null ? "-" : element.Key))})", values);
    }
}
