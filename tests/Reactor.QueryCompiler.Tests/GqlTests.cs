using Reactor.Cypher;

namespace Reactor.QueryCompiler.Tests;

/// <summary>A GQL query has the plan of the openCypher query that means the same.</summary>
public sealed class GqlTests
{
    [Theory]
    [InlineData("MATCH (s:Sensor) WHERE s.value > 1 RETURN s.id AS id", "MATCH (s:Sensor) WHERE s.value > 1 RETURN s.id AS id")]
    [InlineData("MATCH (s IS Sensor&Hot) RETURN s.id AS id", "MATCH (s:Sensor:Hot) RETURN s.id AS id")]
    [InlineData("MATCH (IS Room)-[IS HAS]->(s) RETURN s.id AS id", "MATCH (:Room)-[:HAS]->(s) RETURN s.id AS id")]
    [InlineData("MATCH (s IS (Room|Hall)&!Closed)-[IS !HAS]->(t) RETURN t.id AS id", "MATCH (s:(Room|Hall)&!Closed)-[:!HAS]->(t) RETURN t.id AS id")]
    [InlineData("MATCH (s) WHERE s IS LABELED A|B AND s IS NOT LABELED C RETURN s.x AS x", "MATCH (s) WHERE s:A|B AND NOT s:C RETURN s.x AS x")]
    [InlineData("MATCH (s) WHERE s IS A&%  OR s IS NULL RETURN s.x AS x", "MATCH (s) WHERE s:A&% OR s IS NULL RETURN s.x AS x")]
    [InlineData("MATCH (s) WHERE (s IS A)-->() RETURN s.x AS x", "MATCH (s) WHERE (s:A)-->() RETURN s.x AS x")]
    [InlineData("MATCH (s:S) LET x = s.v + 1 FILTER WHERE x > 2 RETURN x", "MATCH (s:S) WITH *, s.v + 1 AS x WITH * WHERE x > 2 RETURN x")]
    [InlineData("MATCH (s:S) FILTER s.v > 2 RETURN s.v AS v", "MATCH (s:S) WITH * WHERE s.v > 2 RETURN s.v AS v")]
    [InlineData("LET x = 1 RETURN x", "WITH 1 AS x RETURN x")]
    [InlineData("MATCH (s:S) FOR x IN s.l RETURN x", "MATCH (s:S) UNWIND s.l AS x RETURN x")]
    [InlineData("MATCH (s:S) RETURN s.r AS r, count(*) AS n GROUP BY r", "MATCH (s:S) RETURN s.r AS r, count(*) AS n")]
    [InlineData("MATCH (s:S) RETURN s.r, count(*) AS n GROUP BY s.r", "MATCH (s:S) RETURN s.r, count(*) AS n")]
    [InlineData("MATCH (s:S) RETURN count(*) AS n GROUP BY ()", "MATCH (s:S) RETURN count(*) AS n")]
    [InlineData("MATCH (s:S) RETURN count(*) AS n GROUP BY s.r", "MATCH (s:S) WITH count(*) AS n, s.r AS key0 RETURN n AS n")]
    [InlineData("MATCH (s:S) RETURN count(*) AS key0 GROUP BY s.r", "MATCH (s:S) WITH count(*) AS key0, s.r AS `key0'` RETURN key0 AS key0")]
    [InlineData("MATCH (a:A) RETURN a NEXT MATCH (a)-[:R]->(b) RETURN b.x AS x", "MATCH (a:A) WITH a MATCH (a)-[:R]->(b) RETURN b.x AS x")]
    [InlineData("MATCH (a:A) RETURN a.x AS x NEXT YIELD x FILTER x > 1 RETURN x", "MATCH (a:A) WITH a.x AS x WITH x WITH * WHERE x > 1 RETURN x")]
    [InlineData("MATCH (a:A) RETURN CAST(a.x AS STRING) AS x", "MATCH (a:A) RETURN toString(a.x) AS x")]
    [InlineData("MATCH (a:A) RETURN cast(a.x AS INT) AS x", "MATCH (a:A) RETURN toInteger(a.x) AS x")]
    [InlineData("MATCH (a:A) RETURN upper(a.x) AS x, element_id(a) AS i", "MATCH (a:A) RETURN toUpper(a.x) AS x, elementId(a) AS i")]
    [InlineData("MATCH (a:A) RETURN collect_list(a.x) AS x", "MATCH (a:A) RETURN collect(a.x) AS x")]
    [InlineData("MATCH (a:A) RETURN a.x AS x ORDER BY x OFFSET 1 LIMIT 2", "MATCH (a:A) RETURN a.x AS x ORDER BY x SKIP 1 LIMIT 2")]
    [InlineData("MATCH (a:A) RETURN a.x AS x UNION ALL MATCH (b:B) RETURN b.x AS x", "MATCH (a:A) RETURN a.x AS x UNION ALL MATCH (b:B) RETURN b.x AS x")]
    public void Gql_query_has_the_plan_of_the_cypher_query(string gql, string cypher) =>
        Plan(gql, QueryLanguage.Gql).Should().Be(Plan(cypher, QueryLanguage.Cypher));

    [Theory]
    [InlineData("MATCH (s:S) RETURN s.r AS r, count(*) AS n GROUP BY s.q", "'s.r' is neither aggregated nor a key of GROUP BY")]
    [InlineData("MATCH (s:S) RETURN s.r AS r, count(*) AS n GROUP BY ()", "'s.r' is neither aggregated nor a key of GROUP BY")]
    [InlineData("MATCH (s:S) RETURN s NEXT YIELD count(*) AS n GROUP BY s.q RETURN n", "YIELD cannot group")]
    [InlineData("MATCH (s:S) LET n = count(*) RETURN n", "LET cannot aggregate")]
    [InlineData("MATCH (s:S) RETURN CAST(s.r AS STRIN) AS r", "STRING")]
    [InlineData("MATCH (s:S) FILTR s.r RETURN s", "FILTER")]
    public void Mistake_is_reported(string gql, string expected) =>
        Report(gql, QueryLanguage.Gql).FormatDiagnostics().Should().Contain(text => text.Contains(expected, StringComparison.Ordinal));

    private static string Plan(string text, QueryLanguage language)
    {
        var report = Report(text, language);
        report.FormatDiagnostics().Should().BeEmpty();
        return report.Plan!;
    }

    private static QueryReport Report(string text, QueryLanguage language) =>
        QuerySetCompiler.Compile([new QuerySource { Name = "q", Text = text, Language = language, Sources = ["s"] }]).Queries.Single();
}
