using System.Text.RegularExpressions;
using Reactor.Contracts.Changes;
using Reactor.Cypher.Syntax;
using Reactor.Cypher.Text;
using Row = System.Collections.Immutable.ImmutableDictionary<string, object>;

namespace Reactor.Tck.Tests.Graphs;

/// <summary>
/// The graph that the kit's scripts make. Writing clauses are read by the parser of queries in the place of reading ones that look
/// alike: CREATE as MATCH, DELETE x as UNWIND [x].
/// </summary>
internal sealed partial class ScriptedGraph
{
    private const string DeletedVariable = "deleted element";

    private readonly List<GraphElement> _nodes = [];
    private readonly List<GraphElement> _relations = [];
    private int _lastId;

    /// <summary>All elements, nodes first.</summary>
    internal IEnumerable<GraphElement> Elements => [.. _nodes, .. _relations];

    /// <summary>Runs one script.</summary>
    /// <exception cref="NotSupportedException">The script uses something else than the kit's scripts do.</exception>
    internal void Run(string script)
    {
        // A DELETE grows as it is replaced, a CREATE does not: the places of CREATE are those behind the former.
        var creating = DeleteClause().Replace(script, $"UNWIND [$1] AS `{DeletedVariable}`");
        var places = CreateKeyword().Matches(creating).Select(match => match.Index).ToHashSet();
        var readable = CreateKeyword().Replace(creating, "MATCH ");
        var (query, mistakes) = Parser.Parse(new SourceText(readable, "script", 1, 0));
        var clauses = query?.Branches.Single().Clauses ?? throw new NotSupportedException($"setup: {mistakes[0].Message}");
        List<Row> rows = [Row.Empty];
        foreach (var clause in clauses)
        {
            rows = clause switch
            {
                ClauseSyntax.Match create when places.Contains(create.Span.Start) => [.. rows.Select(row => Create(create, row))],
                ClauseSyntax.Match match => [.. rows.SelectMany(row => Match(match, row)).ToArray()],
                ClauseSyntax.Unwind { Variable.Name: DeletedVariable } delete => [.. rows.Select(row => Delete(delete, row))],
                ClauseSyntax.Unwind unwind => [.. rows.SelectMany(row => ScriptExpression.Evaluate(unwind.List, row).List
                    .Select(item => row.SetItem(unwind.Variable.Name, item)))],
                ClauseSyntax.With with => [.. rows.Select(row => Row.Empty.AddRange(with.Projection.Items.Select(item => Pair(item, row))))],
                _ => throw new NotSupportedException($"setup: {clause.GetType().Name}"),
            };
        }
    }

    private static KeyValuePair<string, object> Pair(ProjectionItemSyntax item, Row row) => item.Expression is ExpressionSyntax.Reference { Name: var name }
        ? KeyValuePair.Create(item.Alias?.Name ?? name, row[name])
        : KeyValuePair.Create(item.Alias!.Name, (object)ScriptExpression.Evaluate(item.Expression, row));

    private Row Create(ClauseSyntax.Match create, Row row)
    {
        foreach (var path in create.Patterns)
        {
            (row, var left) = CreateNode(path.Nodes[0], row);
            for (var i = 0; i < path.Relations.Count; i++)
            {
                var pattern = path.Relations[i];
                (row, var right) = CreateNode(path.Nodes[i + 1], row);
                var pointsLeft = pattern.Direction == PatternDirection.Incoming;
                var relation = new GraphElement
                {
                    Id = $"r{++_lastId}",
                    Labels = [pattern.Types.Single().Name],
                    Properties = Properties(pattern.Properties, row),
                    Start = pointsLeft ? right : left,
                    End = pointsLeft ? left : right,
                };
                _relations.Add(relation);
                row = Bind(row, pattern.Variable, relation);
                left = right;
            }
        }

        return row;
    }

    private (Row Row, GraphElement Node) CreateNode(NodePatternSyntax pattern, Row row)
    {
        if (pattern.Variable is { Name: var name } && row.TryGetValue(name, out var known))
        {
            return (row, (GraphElement)known);
        }

        var node = new GraphElement
        {
            Id = $"n{++_lastId}",
            Labels = [.. pattern.Labels.Select(label => label.Name)],
            Properties = Properties(pattern.Properties, row),
        };
        _nodes.Add(node);
        return (Bind(row, pattern.Variable, node), node);
    }

    private static Row Bind(Row row, IdentifierSyntax? variable, GraphElement element) => variable is null ? row : row.SetItem(variable.Name, element);

    private static Dictionary<string, PropertyValue> Properties(ExpressionSyntax? map, Row row) => map is null
        ? []
        : ScriptExpression.Evaluate(map, row).Map.Where(entry => entry.Value != PropertyValue.Null).ToDictionary(entry => entry.Key, entry => entry.Value);

    /// <summary>A single node, or one directed relation: all that scripts match.</summary>
    private IEnumerable<Row> Match(ClauseSyntax.Match match, Row row)
    {
        var path = match.Patterns.Single();
        var found = path.Relations.Count == 0
            ? _nodes.Where(node => IsMatch(path.Nodes[0], node)).Select(node => Bind(row, path.Nodes[0].Variable, node))
            : _relations.Where(relation => IsMatch(path.Nodes[0], relation.Start!) && IsMatch(path.Nodes[1], relation.End!))
                .Select(relation => Bind(Bind(Bind(row, path.Nodes[0].Variable, relation.Start!), path.Relations[0].Variable, relation), path.Nodes[1].Variable, relation.End!));
        return path.Relations.Count < 2 && path.Relations.All(relation => relation.Direction == PatternDirection.Outgoing)
            ? found.Where(candidate => match.Where is null || ScriptExpression.IsTrue(match.Where, candidate))
            : throw new NotSupportedException("setup: a longer pattern");
    }

    private static bool IsMatch(NodePatternSyntax pattern, GraphElement node) => pattern.Labels.All(label => node.Labels.Contains(label.Name));

    private Row Delete(ClauseSyntax.Unwind delete, Row row)
    {
        var element = (ExpressionSyntax.Reference)((ExpressionSyntax.ListLiteral)delete.List).Items.Single();
        _relations.Remove((GraphElement)row[element.Name]);
        return row;
    }

    [GeneratedRegex(@"\bCREATE\b")]
    private static partial Regex CreateKeyword();

    [GeneratedRegex(@"\bDELETE (\w+)")]
    private static partial Regex DeleteClause();
}
