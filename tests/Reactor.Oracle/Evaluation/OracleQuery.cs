using Reactor.Contracts.Changes;
using Reactor.Cypher.Binding;
using Reactor.Oracle.Graph;
using Reactor.Oracle.Values;

namespace Reactor.Oracle.Evaluation;

/// <summary>Evaluates a bound query on a graph, from scratch and without any cleverness.</summary>
public sealed class OracleQuery
{
    private readonly BoundQuery _query;
    private readonly Dictionary<string, object?> _parameters;

    /// <param name="query">What to evaluate.</param>
    /// <param name="parameters">Values of its parameters.</param>
    public OracleQuery(BoundQuery query, IEnumerable<KeyValuePair<string, PropertyValue>>? parameters = null)
    {
        _query = query;
        _parameters = (parameters ?? []).ToDictionary(entry => entry.Key, entry => OracleValue.From(entry.Value), StringComparer.Ordinal);
    }

    public OracleResult Evaluate(OracleGraph graph)
    {
        var evaluator = new ExpressionEvaluator(graph, _parameters);
        var errors = new List<string>();
        IEnumerable<OracleRow> rows = [OracleRow.Empty];
        foreach (var part in _query.Parts)
        {
            foreach (var reading in part.Readings)
            {
                var match = new PatternMatcher(graph, (BoundReading.Match)reading);
                rows = Filter.Apply(rows.SelectMany(match.Extend), match.Where, evaluator, errors);
            }

            rows = Projector.Project([.. rows], part.Projection, evaluator, errors);
        }

        var columns = _query.Parts[^1].Projection.Items.Select(item => item.Variable).ToArray();
        var result = new SortedDictionary<string, IReadOnlyList<object?>>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            result.Add(row.Identity, [.. columns.Select(column => row[column])]);
        }

        return new OracleResult(result, errors);
    }
}
