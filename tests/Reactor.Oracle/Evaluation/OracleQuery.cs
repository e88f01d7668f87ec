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
    private readonly bool _asksHistory;

    /// <param name="query">What to evaluate.</param>
    /// <param name="parameters">Values of its parameters.</param>
    public OracleQuery(BoundQuery query, IEnumerable<KeyValuePair<string, PropertyValue>>? parameters = null)
    {
        _query = query;
        _asksHistory = query.Branches.SelectMany(parts => parts).Any(part => Remembering.IsIn(part));
        _parameters = (parameters ?? []).ToDictionary(entry => entry.Key, entry => OracleValue.From(entry.Value), StringComparer.Ordinal);
    }

    /// <summary>Evaluates the query on a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="history">Its evaluations so far, in a unit that has begun; a new one unless given.</param>
    public OracleResult Evaluate(OracleGraph graph, OracleHistory? history = null)
    {
        history ??= new OracleHistory();
        history.IsAsked = _asksHistory;
        var evaluator = new ExpressionEvaluator(graph, _parameters, history);
        var errors = new List<string>();
        var work = 0;
        var result = new SortedDictionary<string, IReadOnlyList<object?>>(StringComparer.Ordinal);
        for (var branch = 0; branch < _query.Branches.Count; branch++)
        {
            var parts = _query.Branches[branch];
            var columns = parts[^1].Projection.Items.Select(item => item.Variable).ToArray();
            foreach (var row in Rows(parts, evaluator, errors, ref work))
            {
                IReadOnlyList<object?> values = [.. columns.Select(column => row[column])];
                var identity = Identity(row, values, branch);
                result[identity] = result.TryGetValue(identity, out var known) ? Projector.Representative([known, values], tuple => [.. tuple]) : values;
            }
        }

        evaluator.History.EndEvaluation();
        return new OracleResult(result, [.. errors, .. evaluator.MatchErrors], work);
    }

    private string Identity(OracleRow row, IReadOnlyList<object?> values, int branch) =>
        _query.Branches.Count == 1 ? row.Identity
        : _query.IsUnionAll ? $"{branch}|{row.Identity}"
        : Projector.Key(values);

    private static IEnumerable<OracleRow> Rows(IReadOnlyList<BoundPart> parts, ExpressionEvaluator evaluator, List<string> errors, ref int work)
    {
        List<OracleRow> rows = [OracleRow.Empty];
        for (var i = 0; i < parts.Count; i++)
        {
            var part = parts[i];
            BoundExpression[] behind = [.. Remembering.OfRows(part.Projection)];
            foreach (var reading in part.Readings)
            {
                var given = reading is BoundReading.Unwind { List: var list } ? Remembering.Apply(rows, [list], evaluator, errors) : rows;
                rows = [.. given.SelectMany(row => reading switch
                {
                    BoundReading.Match match => new PatternMatcher(evaluator.Graph, match).Extend(row, evaluator, errors, reading == part.Readings[^1] ? behind : []),
                    BoundReading.Unwind unwind => Unwind(row, unwind, evaluator, errors),
                    _ => throw new NotSupportedException($"the oracle does not know {reading.GetType().Name}"),
                })];
                work += rows.Count;
            }

            rows = Projector.Project(rows, part.Projection, evaluator, errors, i + 1 < parts.Count && parts[i + 1].Readings.Count == 0 ? Remembering.OfRows(parts[i + 1].Projection) : []);
        }

        return rows;
    }

    private static IEnumerable<OracleRow> Unwind(OracleRow row, BoundReading.Unwind unwind, ExpressionEvaluator evaluator, List<string> errors)
    {
        object? list;
        try
        {
            list = evaluator.Evaluate(unwind.List, row);
        }
        catch (EvaluationFailure failure)
        {
            errors.Add(failure.Message);
            return [];
        }

        IReadOnlyList<object?> items = list is OracleList many ? many.Items : list is null ? [] : [list];
        return items.Select((item, i) => new OracleRow($"{row.Identity}[{i}]", new Dictionary<int, object?>(row.Values) { [unwind.Variable.Id] = item }) { IsTouched = row.IsTouched });
    }
}
