using Reactor.Cypher;
using Reactor.Oracle.Evaluation;
using Reactor.Oracle.Graph;

namespace Reactor.QueryCompiler.Tests.Oracle;

/// <summary>The suite's own parts: histories hold what they are made for, and the oracle can answer every query of the corpus.</summary>
public sealed class HistoryGeneratorTests(ITestOutputHelper output)
{
    public static TheoryData<string> Queries => [.. QueryCorpus.Queries];

    [Fact]
    public void Histories_hold_what_is_rare_in_life()
    {
        var counts = new HistoryCounts();
        for (var seed = 0; seed < 50; seed++)
        {
            counts.Add(HistoryGenerator.Make(seed, units: 30));
        }

        output.WriteLine(counts.ToString());
        counts.Counts.Values.Should().OnlyContain(count => count >= 20, "each of them must occur often: {0}", counts);
    }

    [Fact]
    public void Equal_seeds_give_equal_histories()
    {
        HistoryGenerator.Make(7, units: 20).ToString().Should().Be(HistoryGenerator.Make(7, units: 20).ToString());
        HistoryGenerator.Make(7, units: 20).ToString().Should().NotBe(HistoryGenerator.Make(8, units: 20).ToString());
    }

    [Fact]
    public void Corpus_has_no_query_twice() => QueryCorpus.Queries.Should().OnlyHaveUniqueItems().And.HaveCountGreaterThan(60);

    [Theory]
    [MemberData(nameof(Queries))]
    public void Oracle_answers_every_query_and_most_answers_have_rows(string query)
    {
        var bound = CypherCompiler.Bind(query, new BindOptions { Parameters = [.. QueryCorpus.Parameters.Keys] });
        bound.Query.Should().NotBeNull(string.Join("; ", bound.Diagnostics));
        var oracle = new OracleQuery(bound.Query!, QueryCorpus.Parameters);
        var withRows = 0;
        for (var seed = 0; seed < 10; seed++)
        {
            var history = HistoryGenerator.Make(seed, units: 30);
            var graph = new OracleGraph();
            foreach (var unit in history.Units)
            {
                foreach (var (change, source) in unit.Changes)
                {
                    graph.Apply(change, history.Vocabulary, source);
                }

                withRows += oracle.Evaluate(graph).Rows.Count > 0 ? 1 : 0;
            }
        }

        var isEmptyByNature = query.Contains("{k: null}", StringComparison.Ordinal);
        output.WriteLine($"{withRows} of 300 answers have rows");
        (withRows > 0).Should().Be(!isEmptyByNature, "a query without rows tests nothing");
    }
}
