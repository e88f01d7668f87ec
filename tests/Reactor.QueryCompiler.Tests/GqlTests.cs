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
    [InlineData("MATCH (a:A) RETURN a.x AS x GROUP BY x", "MATCH (a:A) RETURN DISTINCT a.x AS x")]
    [InlineData("MATCH (a:A) RETURN a.x AS x GROUP BY a.x, a.y", "MATCH (a:A) WITH DISTINCT a.x AS x, a.y AS key0 RETURN x AS x")]
    [InlineData("MATCH (a:A) ORDER BY a.x LIMIT 2 RETURN ALL a.x AS x", "MATCH (a:A) WITH * ORDER BY a.x LIMIT 2 RETURN a.x AS x")]
    [InlineData("MATCH (a:A) RETURN a.x AS x ORDER BY x NULLS FIRST LIMIT 2", "MATCH (a:A) RETURN a.x AS x ORDER BY x IS NULL DESC, x LIMIT 2")]
    [InlineData("MATCH (a:A) RETURN a.x AS x ORDER BY x DESC NULLS FIRST LIMIT 2", "MATCH (a:A) RETURN a.x AS x ORDER BY x DESC LIMIT 2")]
    [InlineData("MATCH (a:A) RETURN a.x AS x ORDER BY x DESC NULLS LAST LIMIT 2", "MATCH (a:A) RETURN a.x AS x ORDER BY x IS NULL, x DESC LIMIT 2")]
    [InlineData("MATCH (a:A) OPTIONAL { MATCH (a)->(b) WHERE b.x > 1 } RETURN b.x AS x", "MATCH (a:A) OPTIONAL MATCH (a)-->(b) WHERE b.x > 1 RETURN b.x AS x")]
    [InlineData("MATCH (a:A) FOR x IN a.l WITH ORDINALITY i RETURN x, i", "MATCH (a:A) UNWIND range(1, coalesce(size(a.l), 0) - 0) AS i WITH *, a.l[i - 1] AS x RETURN x, i")]
    [InlineData("MATCH (a:A) FOR x IN a.l WITH OFFSET i RETURN x, i", "MATCH (a:A) UNWIND range(0, coalesce(size(a.l), 0) - 1) AS i WITH *, a.l[i - 0] AS x RETURN x, i")]
    [InlineData("MATCH (a)<-(b)-(c)<->(d) RETURN a.x AS x", "MATCH (a)<--(b)--(c)<-->(d) RETURN a.x AS x")]
    [InlineData("MATCH DIFFERENT EDGES TRAIL (a:A)-[r:R]->{1,3}(b)<-[:S]-+(c) RETURN size(r) AS n", "MATCH (a:A)-[r:R*1..3]->(b)<-[:S*1..]-(c) RETURN size(r) AS n")]
    [InlineData("MATCH (a:A)->{2}(b)-[:R]-{,3}(c)->*(d) RETURN d.x AS x", "MATCH (a:A)-[*2]->(b)-[:R*0..3]-(c)-[*0..]->(d) RETURN d.x AS x")]
    [InlineData("MATCH (a:A) WHERE (a)->(:B) AND a.x || 'b' = 'ab' RETURN MOD(a.y, 3) AS m, POWER(a.y, 2) AS p", "MATCH (a:A) WHERE (a)-->(:B) AND a.x + 'b' = 'ab' RETURN a.y % 3 AS m, a.y ^ 2 AS p")]
    [InlineData("MATCH (a:A) RETURN a.x IS TRUE AS t, a.x IS NOT FALSE AS f, a.x IS UNKNOWN AS u", "MATCH (a:A) RETURN coalesce(a.x = true, false) AS t, NOT coalesce(a.x = false, false) AS f, a.x IS NULL AS u")]
    [InlineData("MATCH (a)-[r]->(b) WHERE a IS SOURCE OF r AND NOT SAME(a, b) AND PROPERTY_EXISTS(a, x) RETURN a.x AS x", "MATCH (a)-[r]->(b) WHERE a = startNode(r) AND NOT a = b AND a.x IS NOT NULL RETURN a.x AS x")]
    [InlineData("MATCH (a)->(b)->(c) WHERE ALL_DIFFERENT(a, b, c) RETURN 1 AS x", "MATCH (a)-->(b)-->(c) WHERE a <> b AND a <> c AND b <> c RETURN 1 AS x")]
    [InlineData("RETURN CAST('2024-01-01' AS DATE) AS d, DURATION 'P1D' AS u, RECORD {a: 1} AS r, LIST [1] AS l", "RETURN date('2024-01-01') AS d, duration('P1D') AS u, {a: 1} AS r, [1] AS l")]
    [InlineData("MATCH (a:A) RETURN CURRENT_TIMESTAMP AS t, CAST(a.x AS LOCAL DATETIME) AS l", "MATCH (a:A) RETURN datetime() AS t, localdatetime(a.x) AS l")]
    [InlineData("MATCH (a:A) RETURN a.x AS x UNION ALL MATCH (b:B) RETURN b.x AS x", "MATCH (a:A) RETURN a.x AS x UNION ALL MATCH (b:B) RETURN b.x AS x")]
    public void Gql_query_has_the_plan_of_the_cypher_query(string gql, string cypher) =>
        Plan(gql, QueryLanguage.Gql).Should().Be(Plan(cypher, QueryLanguage.Cypher));

    [Theory]
    [InlineData("MATCH (s:S) RETURN s.r AS r, count(*) AS n GROUP BY s.q", "'s.r' is neither aggregated nor a key of GROUP BY")]
    [InlineData("MATCH (s:S) RETURN s.r AS r, count(*) AS n GROUP BY ()", "'s.r' is neither aggregated nor a key of GROUP BY")]
    [InlineData("MATCH (s:S) RETURN s NEXT YIELD count(*) AS n GROUP BY s.q RETURN n", "YIELD cannot group")]
    [InlineData("MATCH (s:S) LET n = count(*) RETURN n", "LET cannot aggregate")]
    [InlineData("MATCH (s:S) RETURN CAST(s.r AS STRIN) AS r", "STRING")]
    [InlineData("MATCH (s:S) RETURN s.r AS r, count(*) AS n GROUP BY r HAVING n > 1", "NEXT FILTER")]
    [InlineData("MATCH (s:S) WITH s RETURN s", "write LET")]
    [InlineData("MATCH ACYCLIC (s:S)->(t) RETURN s", "ACYCLIC is not supported")]
    [InlineData("MATCH (s:S) WHERE s.x IS TYPED INT RETURN s", "IS TYPED is not supported")]
    [InlineData("MATCH (s:S) INSERT (:T) RETURN s", "INSERT is not supported")]
    [InlineData("MATCH (s:S) OPTIONAL { MATCH (s)->(t) MATCH (t)->(u) } RETURN u", "one MATCH")]
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
