using Reactor.Cypher;
using Reactor.Oracle.Evaluation;
using Reactor.Oracle.Graph;

namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>
/// Queries of <see cref="QueryGenerator"/> that are worth running: the compiler takes them, and all but a tenth, taken as they come, have rows on one of a
/// few graphs by the oracle alone.
/// </summary>
internal sealed class GeneratedQueries
{
    private const int Attempts = 12;
    private const int UnsteeredEvery = 10;
    private const int MostWork = 500;

    private readonly OracleGraph[] _graphs = [.. Enumerable.Range(0, 12).Select(seed => GraphAfter(HistoryGenerator.Make(seed, units: 30 + (seed * 2))))];

    private readonly bool _isTimed;

    private GeneratedQueries(bool isTimed) => _isTimed = isTimed;

    /// <summary>The queries, each once.</summary>
    internal List<string> Texts { get; } = [];

    /// <summary>Candidates the compiler refused.</summary>
    internal int Refused { get; private set; }

    /// <summary>Candidates without rows.</summary>
    internal int Empty { get; private set; }

    /// <summary>Candidates with so many rows in between that others would have to go without histories.</summary>
    internal int Laborious { get; private set; }

    /// <summary>Candidates that ask for more than the oracle can tell.</summary>
    internal int Unanswerable { get; private set; }

    /// <summary>Makes queries; equal seeds make equal ones.</summary>
    internal static GeneratedQueries Make(int firstSeed, int count, bool isTimed = false)
    {
        var made = new GeneratedQueries(isTimed);
        for (var number = 0; made.Texts.Count < count; number++)
        {
            made.Add((firstSeed + number) * Attempts, number % UnsteeredEvery != 0);
        }

        return made;
    }

    private void Add(int seed, bool isSteered)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var text = QueryGenerator.Make(seed + attempt, _isTimed);
            if (Texts.Contains(text) || !IsUsable(text, isSteered))
            {
                continue;
            }

            Texts.Add(text);
            return;
        }
    }

    private bool IsUsable(string text, bool isSteered)
    {
        if (QuerySetCompiler.Compile([QueryCorpus.Source(text, 0)]).Queries[0].HasErrors)
        {
            Refused++;
            return false;
        }

        var oracle = new OracleQuery(CypherCompiler.Bind(text, new BindOptions { Parameters = [.. QueryCorpus.Parameters.Keys] }).Query!, QueryCorpus.Parameters);
        try
        {
            var results = _graphs.Select(graph => Evaluate(oracle, graph)).ToArray();
            if (results.Max(result => result.Work) > MostWork)
            {
                Laborious++;
                return false;
            }

            var hasRows = results.Any(result => result.Rows.Count > 0);
            Empty += hasRows ? 0 : 1;
            return hasRows || !isSteered;
        }
        catch (NotSupportedException)
        {
            Unanswerable++;
            return false;
        }
    }

    /// <summary>The result, of a query over time that of a second later: what waits is there then.</summary>
    private OracleResult Evaluate(OracleQuery oracle, OracleGraph graph)
    {
        if (!_isTimed)
        {
            return oracle.Evaluate(graph);
        }

        var history = new OracleHistory();
        history.BeginUnit(1_000_000, []);
        oracle.Evaluate(graph, history);
        history.BeginUnit(1_000_000_000, []);
        return oracle.Evaluate(graph, history);
    }

    private static OracleGraph GraphAfter(History history)
    {
        var graph = new OracleGraph();
        foreach (var (change, source) in history.Units.SelectMany(unit => unit.Changes))
        {
            graph.Apply(change, history.Vocabulary, source);
        }

        return graph;
    }
}
