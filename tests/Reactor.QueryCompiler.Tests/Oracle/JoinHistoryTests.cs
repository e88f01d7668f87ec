using Reactor.Contracts.Queries;
using Reactor.Cypher;
using Reactor.Oracle.Evaluation;
using Reactor.Oracle.Graph;

namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>Relations of joins equal recomputed ones after every unit, in everything that can be asked of them; see <see cref="RandomHistoryTests"/>.</summary>
public sealed class JoinHistoryTests(ITestOutputHelper output)
{
    private const int Units = 40;
    private const int Generated = 60;
    private const int MostWork = 500;

    private static readonly Lazy<CompiledCorpus> Corpus = new(JoinCorpus.Compile);

    public static TheoryData<string> Queries => [.. JoinCorpus.Queries];

    [Theory]
    [MemberData(nameof(Queries))]
    public void Incremental_result_equals_the_recomputed_one_after_every_unit(string query)
    {
        var diffs = Enumerable.Range(RandomHistoryTests.FirstSeed, RandomHistoryTests.Storm ?? 8)
            .Sum(seed => ShrinkingRun.Run(Corpus.Value.SubjectOf(query), HistoryGenerator.Make(seed, Units)));

        output.WriteLine($"{diffs} diffs");
        diffs.Should().Match(seen => query.Contains("AS never") ? seen == 0 : seen > 0);
    }

    [Fact]
    public void Generated_queries_take_relations_of_joins_for_those_of_sources()
    {
        // The types that the generator asks for: each query meets relations of both kinds.
        JoinDefinition[] joins =
        [
            new("R", [new JoinParticipant("A", ["k"]), new JoinParticipant("B", ["g"])]),
            new("S", [new JoinParticipant("A", ["w"]), new JoinParticipant("C", ["w"]), new JoinParticipant("A", ["w"])]),
        ];
        var graphs = Enumerable.Range(0, 6).Select(seed => GraphAfter(HistoryGenerator.Make(seed, Units), joins)).ToArray();
        var made = Enumerable.Range(RandomHistoryTests.FirstSeed, 20 * Generated)
            .Select(seed => QueryGenerator.Make(seed))
            .Distinct()
            .Where(text => text.Contains("]-") && !text.Contains("*]", StringComparison.Ordinal) && IsUsable(text, graphs))
            .Take(Generated)
            .ToArray();
        var corpus = new CompiledCorpus(made.Select(text => (text, (IReadOnlyList<JoinDefinition>)joins)));

        var diffs = corpus.Subjects
            .SelectMany((subject, number) => Enumerable.Range(0, RandomHistoryTests.Storm ?? 6).Select(i => ShrinkingRun.Run(subject, HistoryGenerator.Make((number * 1000) + i, Units))))
            .Sum();

        output.WriteLine($"{corpus.Subjects.Count} queries, {diffs} diffs");
        corpus.Subjects.Should().HaveCount(Generated);
        diffs.Should().BeGreaterThan(10 * Generated);
    }

    private static bool IsUsable(string text, OracleGraph[] graphs)
    {
        if (QuerySetCompiler.Compile([QueryCorpus.Source(text, 0)]).Queries[0].HasErrors)
        {
            return false;
        }

        var oracle = new OracleQuery(CypherCompiler.Bind(text, new BindOptions { Parameters = [.. QueryCorpus.Parameters.Keys] }).Query!, QueryCorpus.Parameters);
        try
        {
            return graphs.Select(graph => oracle.Evaluate(graph)).ToArray() is var results && results.Max(result => result.Work) <= MostWork && results.Any(result => result.Rows.Count > 0);
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }

    private static OracleGraph GraphAfter(History history, JoinDefinition[] joins)
    {
        var graph = new OracleGraph(joins, CompiledCorpus.Sources);
        foreach (var (change, source) in history.Units.SelectMany(unit => unit.Changes))
        {
            graph.Apply(change, history.Vocabulary, source);
        }

        return graph;
    }
}
