using Reactor.Contracts.Queries;
using Reactor.Cypher;

namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>Compiles the queries of a corpus together, as one apply would, once for all tests.</summary>
internal sealed class CompiledCorpus
{
    private static readonly Lazy<CompiledCorpus> Corpus = new(() => new CompiledCorpus(QueryCorpus.Queries));

    /// <summary>The sources of every query.</summary>
    internal static readonly string[] Sources = ["first", "second"];

    private readonly Dictionary<string, Subject> _subjects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _refused = new(StringComparer.Ordinal);

    /// <summary>Compiles queries.</summary>
    internal CompiledCorpus(IEnumerable<string> queries)
        : this(queries.Select(query => (query, (IReadOnlyList<JoinDefinition>)[])))
    {
    }

    /// <summary>Compiles queries, each with its joins.</summary>
    internal CompiledCorpus(IEnumerable<(string Query, IReadOnlyList<JoinDefinition> Joins)> queries)
    {
        var sources = queries.Select(Source).ToArray();
        foreach (var report in QuerySetCompiler.Compile(sources).Queries.Where(report => report.HasErrors))
        {
            _refused.Add(report.Query.Text, string.Join('\n', report.FormatDiagnostics()));
        }

        var accepted = sources.Where(source => !_refused.ContainsKey(source.Text)).ToArray();
        var assembly = QuerySetCompiler.Compile(accepted).Assembly!;
        var loaded = assembly.Load();
        for (var i = 0; i < accepted.Length; i++)
        {
            var number = i;
            var bound = CypherCompiler.Bind(accepted[i].Text).Query!;
            _subjects.Add(accepted[i].Text, new Subject(accepted[i].Text, bound, assembly.Manifests[i], () => loaded.Create(number)) { Joins = accepted[i].Joins });
        }
    }

    /// <summary>A query of <see cref="QueryCorpus"/>.</summary>
    internal static Subject Get(string query) => Corpus.Value.SubjectOf(query);

    /// <summary>A query of this corpus.</summary>
    internal Subject SubjectOf(string query) =>
        _subjects.GetValueOrDefault(query) ?? throw new OracleMismatchException($"refused: {_refused[query]}");

    /// <summary>The queries that have no errors.</summary>
    internal IReadOnlyCollection<Subject> Subjects => _subjects.Values;

    private static QuerySource Source((string Query, IReadOnlyList<JoinDefinition> Joins) query, int number) =>
        QueryCorpus.Source(query.Query, number) with { Joins = query.Joins };
}
